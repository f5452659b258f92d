// The journey that simulated people walk: an at-once send, a wait for an open, a branch, and an end.
import { compileJourney } from '../../infra/build/journeys.ts';

const yaml = `
id: small
title: A small journey
enter: [sign-up]
steps:
  - send: hello
    when: at-once
    shelfLife: 4 days
  - wait: { until: { opened: hello }, atMost: 1 day, since: enrolment }
  - branch:
      - when: untracked
      - when: { opened: hello }
        do:
          - wait: { for: 1 day, since: hello }
      - otherwise:
          - send: hello-again
            template: hello
            subject: alternate
            shelfLife: 4 days
          - wait: 1 day
  - send: news
    shelfLife: 4 days
  - wait: 2 days
  - send: farewell
    shelfLife: 4 days
`;

export const smallJourney = compileJourney('small.yaml', yaml, new Set(['hello', 'news', 'farewell']));

/** What the journey was before somebody changed its last wait. */
export const earlierJourney = compileJourney(
  'small.yaml',
  yaml.replace('wait: 2 days', 'wait: 3 days'),
  new Set(['hello', 'news', 'farewell']),
);
