// The text fields of a posted form, url-encoded or multipart (mailbox providers send either for one-click).
import type { Context } from 'hono';

/** Undefined when the body is of another kind, or damaged. */
export async function formFields(c: Context): Promise<Readonly<Record<string, string>> | undefined> {
  const type = c.req.header('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return undefined;
  try {
    const body = await c.req.parseBody();
    return Object.fromEntries(
      Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch (error) {
    // The parser's own word for a damaged multipart body.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
