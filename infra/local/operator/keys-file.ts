// The clinic's keys in a file that only a passphrase opens: AES-256-GCM under a key that scrypt makes of it.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { parseKeys } from '../../../functions/adapters/keys.ts';
import { StartProblem } from '../problem.ts';

const format = 'afterglow-keys-1';
const shortestPassphrase = 12;
/** About half a second and 128 MB for each guess. */
const scrypt = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };

/** The file's text. `secret` is the JSON of the keys; throws when it is incomplete, so that no empty backup reassures anybody. */
export function sealKeys(secret: string, passphrase: string): string {
  parseKeys(secret);
  if (passphrase.length < shortestPassphrase) {
    throw new StartProblem(
      `The passphrase has ${passphrase.length} characters; choose at least ${shortestPassphrase}.`,
    );
  }
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, scrypt), iv);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const text = (bytes: Buffer) => bytes.toString('base64url');
  const file = { format, salt: text(salt), iv: text(iv), tag: text(cipher.getAuthTag()), sealed: text(sealed) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The JSON of the keys; throws StartProblem for another file, a wrong passphrase or a damaged byte. */
export function openKeys(file: string, passphrase: string): string {
  const { salt, iv, tag, sealed } = read(file);
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', scryptSync(passphrase, bytes(salt), 32, scrypt), bytes(iv));
  decipher.setAuthTag(bytes(tag));
  try {
    const secret = Buffer.concat([decipher.update(bytes(sealed)), decipher.final()]).toString('utf8');
    parseKeys(secret);
    return secret;
  } catch {
    throw new StartProblem('The file does not open: the passphrase is another one, or the file is damaged.');
  }
}

interface KeysFile {
  readonly format: string;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly sealed: string;
}

function read(file: string): KeysFile {
  let parsed: Partial<KeysFile> = {};
  try {
    parsed = JSON.parse(file) as Partial<KeysFile>;
  } catch {
    // Said below: whatever cannot be read is no such file.
  }
  const { salt, iv, tag, sealed } = parsed;
  if (parsed.format !== format || !salt || !iv || !tag || !sealed) {
    throw new StartProblem('This is no backup of keys; give the file that "keys backup" wrote.');
  }
  return { format, salt, iv, tag, sealed };
}
