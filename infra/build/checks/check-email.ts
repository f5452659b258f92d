// Every check of an e-mail, in the order the gallery shows them. `npm test` wants each of them passed.
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import { clientsCheck } from './client-support.ts';
import { contrastCheck } from './contrast.ts';
import type { EmailUnderCheck } from './email-under-check.ts';
import { preheaderCheck, subjectCheck } from './envelope.ts';
import { linksCheck } from './links.ts';
import { readingCheck } from './reading.ts';
import { spellingCheck, termsCheck } from './spelling.ts';
import type { Terms } from './terms.ts';
import { textPartCheck } from './text-part.ts';
import { htmlCheck, imagesCheck } from './weight.ts';

export async function checkEmail(email: EmailUnderCheck, terms: Terms): Promise<readonly EmailCheck[]> {
  const checks = [
    subjectCheck(email),
    preheaderCheck(email),
    htmlCheck(email),
    imagesCheck(email),
    linksCheck(email),
    textPartCheck(email),
    readingCheck(email),
    termsCheck(email, terms),
    await spellingCheck(email, terms),
    contrastCheck(email, 'light'),
    contrastCheck(email, 'dark'),
    clientsCheck(email),
  ];
  return checks.filter((check) => check !== undefined);
}
