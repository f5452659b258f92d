// The journey that simulated people walk: an at-once send, a wait for an open, a branch, and an end.
import { compileJourney } from '../../infra/build/journeys.ts';

const yaml = `
id: small
title: A small journey
steps:
  - send: hello
    when: at-once
    shelfDays: 4
  - wait: { days: 1, since: enrolment, until: { opened: [hello] } }
  - branch:
      - when: untracked
      - when: { opened: [hello] }
        do:
          - wait: { days: 1, since: hello }
      - otherwise:
          - send: hello-again
            template: hello
            subject: alternate
            shelfDays: 4
          - wait: { days: 1, since: hello-again }
  - send: news
    shelfDays: 4
  - wait: { days: 2, since: news }
  - send: farewell
    shelfDays: 4
`;

export const smallJourney = compileJourney('small.yaml', yaml, new Set(['hello', 'news', 'farewell']));

/** What the journey was before somebody changed its last wait. */
export const earlierJourney = compileJourney(
  'small.yaml',
  yaml.replace('days: 2, since: news', 'days: 3, since: news'),
  new Set(['hello', 'news', 'farewell']),
);
