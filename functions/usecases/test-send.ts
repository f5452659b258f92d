// Sends a draft to one member of staff, at once, by the renderer of the real send.
import type { Mailer } from '../ports/mailer.ts';
import type { BroadcastStore } from '../ports/stores.ts';
import { type PreviewDeps, renderSource, sampleScalars } from './preview-broadcast.ts';

export interface TestSendDeps extends PreviewDeps {
  readonly broadcasts: BroadcastStore;
  readonly mailer: Mailer;
}

/** SES did not take the test; the message is for staff. */
export class TestNotSentError extends Error {
  override readonly name = 'TestNotSentError';
  constructor(readonly reason: string) {
    super(`The test was not sent (${reason}). Try again in a minute.`);
  }
}

/** False when the issue is unknown. Throws NewsletterSourceError, and TestNotSentError when SES did not take the mail. */
export async function testSend(deps: TestSendDeps, broadcastId: string, to: string): Promise<boolean> {
  const broadcast = await deps.broadcasts.get(broadcastId);
  if (!broadcast) return false;
  const { subject, preheader, markdown } = broadcast;
  const rendered = await renderSource(deps, {
    issueId: broadcastId,
    subject,
    markdown,
    ...(preheader !== undefined && { preheader }),
  });
  const result = await deps.mailer.sendOne({
    to,
    subject: `Test: ${rendered.subject}`,
    html: rendered.html,
    text: rendered.text,
    scalars: sampleScalars(rendered),
    tags: { kind: 'test' },
  });
  if (result.result !== 'accepted') throw new TestNotSentError(result.reason);
  return true;
}
