// A small series and its next version, which lost a step and gained an e-mail's worth of wait.
import { compileJourney } from '../../infra/build/journeys.ts';

const templates = new Set(['one', 'removed', 'three', 'four']);

export const oldSeries = compileJourney(
  'series.yaml',
  `
id: series
title: A series
steps:
  - send: one
    when: at-once
    shelfDays: 3
  - wait: { days: 2, since: enrolment }
  - send: removed
    shelfDays: 3
  - wait: { days: 2, since: removed }
  - send: three
    shelfDays: 3
  - wait: { days: 6, since: three }
  - send: four
    shelfDays: 3
`,
  templates,
);

export const newSeries = compileJourney(
  'series.yaml',
  `
id: series
title: A series
steps:
  - send: one
    when: at-once
    shelfDays: 3
  - wait: { days: 5, since: enrolment }
  - send: three
    shelfDays: 3
  - wait: { days: 6, since: three }
  - send: four
    shelfDays: 3
`,
  templates,
);
