// The issue the bench sends: as long as a clinic's newsletter is.
export const newsletterText = {
  subject: 'February: open evenings, and a question about sun cream',
  markdown: `Hello from the clinic. The evenings are getting longer, and so are our Thursdays.

## Open evenings

From this month we are open until seven on Thursdays. **Mira** greets you at the desk; she speaks Spanish and Polish.

**[Book an evening](https://www.lumenskin.example/book)**

## A question answered

*Does sun cream matter in winter?* Yes. Light reaches healing skin through clouds and windows, and redness fades faster
without it. A thin layer in the morning is enough for a day at a desk.

- Choose factor 30 or more
- Put it on last, under make-up
- [Read how we look after skin after a treatment](https://www.lumenskin.example/aftercare)
`,
} as const;
