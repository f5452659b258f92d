// The newsletter that the gallery shows and the build checks: the shell has no words of its own until staff write some.
import type { NewsletterSource } from './renderer.ts';

export const sampleIssue: NewsletterSource = {
  issueId: 'sample',
  subject: 'November: longer evenings, and a new face at the desk',
  preheader: 'Who greets you now, one thing worth reading, and a question we were asked.',
  markdown: `Hello from the clinic. The clocks have gone back, and the waiting room smells of cinnamon. Here is what is new, one thing worth reading, and a question we were asked.

## News

From this month **Mira** greets you at the front desk. She knows the diary better than we do, and she speaks Spanish and Polish.

- We are open until seven on Thursdays.
- We are closed from 24 December to 2 January.

## Worth reading

Looking after your face in winter sounds like a joke, until you meet snow. We wrote down [what we do ourselves](https://www.lumenskin.example/learn/h), which takes less time than brushing your teeth.

> The best routine is the one you still follow in March.

**[Read the article](https://www.lumenskin.example/learn/g)**

### A question answered

*“May I bring my sister to the consultation?”* Yes, please do. Two people remember more than one.
`,
};
