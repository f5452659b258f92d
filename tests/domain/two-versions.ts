// A small series and its next version, which lost a step and gained an e-mail's worth of wait.
import { compileJourney } from '../../infra/build/journeys.ts';

const templates = new Set(['one', 'removed', 'three', 'four']);

export const oldSeries = compileJourney(
  'series.yaml',
  `
id: series
title: A series
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: { for: 2 days, since: enrolment }
  - send: removed
    shelfLife: 3 days
  - wait: { for: 2 days, since: removed }
  - send: three
    shelfLife: 3 days
  - wait: { for: 6 days, since: three }
  - send: four
    shelfLife: 3 days
`,
  templates,
);

export const newSeries = compileJourney(
  'series.yaml',
  `
id: series
title: A series
enter: [sign-up]
steps:
  - send: one
    when: at-once
    shelfLife: 3 days
  - wait: { for: 5 days, since: enrolment }
  - send: three
    shelfLife: 3 days
  - wait: { for: 6 days, since: three }
  - send: four
    shelfLife: 3 days
`,
  templates,
);
