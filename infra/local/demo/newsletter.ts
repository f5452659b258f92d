// The newsletter of the demo, sent when most of the cast have joined.
import { dayMs, hourMs } from '../../../functions/domain/time.ts';

export const newsletterAfterMs = 17 * dayMs + 2 * hourMs;

export const newsletter = {
  subject: 'This month: winter light, and a question about sunscreen',
  preheader: 'Three minutes of news from the clinic.',
  markdown: `Hello from the clinic. Three short things this month.

## News

From this month **Mira** greets you at the front desk. We are open until seven on Thursdays.

## Worth reading

Sun protection in winter sounds like a joke, until you meet snow. We wrote down [what we do ourselves](https://www.lumenskin.example/learn/winter), which takes less time than brushing your teeth.

## A question answered

*"May I bring my sister to the consultation?"* Yes, please do. Two people remember more than one.

**[Read the article](https://www.lumenskin.example/learn/winter-sun)**
`,
};
