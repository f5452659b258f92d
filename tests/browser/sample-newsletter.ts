// One newsletter issue with everything Markdown may hold, for looking at and for tests: the gallery's sample and a rule.

import type { NewsletterSource } from '../../functions/ports/renderer.ts';
import { sampleIssue } from '../../functions/ports/sample-issue.ts';

const { preheader: _none, locale: _clinics, ...sample } = sampleIssue('en');

export const sampleNewsletter: NewsletterSource = {
  ...sample,
  issueId: '2026-11',
  markdown: sample.markdown.replace('### A question', '---\n\n### A question'),
};
