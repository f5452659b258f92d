// One newsletter issue with everything Markdown may hold, for looking at and for tests.
import type { NewsletterSource } from '../../functions/ports/renderer.ts';

export const sampleNewsletter: NewsletterSource = {
  issueId: '2026-11',
  subject: 'November: longer evenings, and a new face at the desk',
  markdown: `Hello from the clinic. The clocks have gone back, and the waiting room smells of cinnamon. Here is what is new, one thing worth reading, and a question we were asked.

## News

From this month **Mira** greets you at the front desk. She knows the diary better than we do, and she speaks Spanish and Polish.

- We are open until seven on Thursdays.
- We are closed from 24 December to 2 January.

## Worth reading

Sun protection in winter sounds like a joke, until you meet snow. We wrote down [what we do ourselves](https://www.lumenskin.example/learn/h), which takes less time than brushing your teeth.

> The best routine is the one you still follow in March.

**[Read the article](https://www.lumenskin.example/learn/g)**

---

### A question answered

*“May I bring my sister to the consultation?”* Yes, please do. Two people remember more than one.
`,
};
