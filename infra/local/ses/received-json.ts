// What SES would publish of a mail that came in, for one that is posted to the local runner.

const verdicts = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED'] as const;
export type ReceivedVerdict = (typeof verdicts)[number];

export const isVerdict = (text: string): text is ReceivedVerdict => (verdicts as readonly string[]).includes(text);

export interface PostedMail {
  readonly raw: Uint8Array;
  /** Of the envelope. */
  readonly from: string;
  readonly to: string;
  readonly dmarc: ReceivedVerdict;
  readonly spam: ReceivedVerdict;
}

/** An event as Lambda gets it from SNS. */
export function receivedEvent({ raw, from, to, dmarc, spam }: PostedMail) {
  const Message = JSON.stringify({
    notificationType: 'Received',
    mail: { source: from, destination: [to] },
    receipt: {
      recipients: [to],
      spamVerdict: { status: spam },
      virusVerdict: { status: 'PASS' },
      dmarcVerdict: { status: dmarc },
      action: { type: 'SNS', encoding: 'BASE64' },
    },
    content: Buffer.from(raw).toString('base64'),
  });
  return { Records: [{ EventSource: 'aws:sns', Sns: { Message } }] };
}
