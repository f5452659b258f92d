// Reading an e-mail as it came over the wire.

export interface ReadMail {
  readonly from?: string;
  readonly subject: string;
  /** Of the text part, or made from the HTML one. */
  readonly text: string;
  /** By name in lower case; the first of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: number;
}

export interface MailReader {
  /** Undefined for what is no e-mail. */
  read(raw: Uint8Array): Promise<ReadMail | undefined>;
}
