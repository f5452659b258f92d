// E-mail addresses: what is accepted, and the one spelling that names a person.

export interface Address {
  /** As she wrote it, trimmed, with the domain in lower-case ASCII; mail goes here. */
  readonly email: string;
  /** The spelling that identifies her: lower case throughout. */
  readonly key: string;
}

/** What can be wrong with an address. */
export type AddressFault = 'missing' | 'shape' | 'letters' | 'mailbox' | 'domain' | 'long';

/** What is wrong with an address, in English words for whoever typed it; `fault` is for other languages. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
  constructor(
    readonly fault: AddressFault,
    message: string,
  ) {
    super(message);
  }
}

const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads an address. SES takes ASCII local parts only (no SMTPUTF8); an international domain is turned into its
 * ASCII form. Throws AddressError with a remedy.
 */
export function parseAddress(input: string): Address {
  const trimmed = input.normalize('NFC').trim();
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || at === trimmed.length - 1)
    throw new AddressError('shape', 'Enter an e-mail address such as anna@example.com.');
  const local = trimmed.slice(0, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is meant.
  if (/[^\x00-\x7f]/.test(local)) {
    throw new AddressError(
      'letters',
      'The part before @ has letters that mail cannot carry yet; use an address in plain letters.',
    );
  }
  if (local.length > 64 || !atom.test(local)) {
    throw new AddressError(
      'mailbox',
      'The part before @ is not a valid mailbox name; check it for spaces or missing letters.',
    );
  }
  const domain = asciiDomain(trimmed.slice(at + 1));
  const email = `${local}@${domain}`;
  if (email.length > 254) throw new AddressError('long', 'That address is too long; the limit is 254 characters.');
  return { email, key: email.toLowerCase() };
}

/** The key of an address as other systems write it, bare or in angle brackets after a name; undefined where it is none. */
export function addressKeyIn(written: string): string | undefined {
  try {
    return parseAddress(/<([^<>]*)>\s*$/.exec(written)?.[1] ?? written).key;
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

function asciiDomain(written: string): string {
  const domain = /[\s/?#:@[\]\\%]/.test(written) ? '' : (URL.parse(`http://${written}`)?.hostname ?? '');
  const labels = domain.replace(/\.$/, '').split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || !labels.every((part) => label.test(part)) || /^\d+$/.test(top) || top.length < 2) {
    throw new AddressError('domain', 'The part after @ is not a domain; it should look like example.com.');
  }
  return labels.join('.');
}
