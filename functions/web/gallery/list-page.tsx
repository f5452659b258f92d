// Every e-mail of one language as a card: how it looks on a phone, light and dark, and whether its checks pass.
import { samplePeople } from '../../domain/sample-people.ts';
import type { GalleryEmail, GalleryView } from '../../ports/gallery.ts';
import { type Addresses, schemes } from './addresses.ts';
import { BuildNotes } from './notes.tsx';
import { languageName, titleOfEmail } from './words.ts';

export interface ListProps {
  readonly view: GalleryView;
  readonly locale: string;
  readonly addresses: Addresses;
}

export const GalleryList = ({ view, locale, addresses }: ListProps) => {
  const emails = view.emails.filter((email) => email.locale === locale);
  const failing = emails.filter((email) => failed(email) > 0).length;
  return (
    <>
      <div class="heading">
        <h1>E-mails</h1>
        <span class={failing === 0 ? 'badge good' : 'badge warn'}>
          {failing === 0 ? 'All checks pass' : `${failing} with a failing check`}
        </span>
      </div>
      <p>Every e-mail as its readers get it, on a phone, in light and in dark. Open one to see it at both widths.</p>
      <nav class="choices" aria-label="Languages">
        {localesOf(view).map((one) => (
          <a href={addresses.list(one)} aria-current={one === locale ? 'page' : undefined}>
            {languageName(one)}
          </a>
        ))}
      </nav>
      <BuildNotes notes={view.notes} warnings />
      <ul class="mails">
        {emails.map((email) => (
          <Card email={email} addresses={addresses} />
        ))}
      </ul>
    </>
  );
};

const Card = ({ email, addresses }: { email: GalleryEmail; addresses: Addresses }) => {
  const person = samplePeople[0].id;
  const count = failed(email);
  const html = email.checks.find(({ name }) => name === 'HTML');
  return (
    <li>
      <div class="thumbs">
        {schemes.map((scheme) => (
          <span>
            <iframe
              title={`${titleOfEmail(email.template)}, ${scheme}`}
              src={addresses.frame(email, person, scheme)}
              sandbox=""
              loading="lazy"
              tabindex={-1}
              inert
            />
          </span>
        ))}
      </div>
      <div class="about">
        <h2>
          <a href={addresses.page(email, person)}>{titleOfEmail(email.template)}</a>
        </h2>
        <p>{email.subject}</p>
        <p class="hint">{email.preheader}</p>
        <div class="badges">
          <span class={count === 0 ? 'badge good' : 'badge warn'}>
            {count === 0 ? `${email.checks.length} checks pass` : `${count} of ${email.checks.length} checks fail`}
          </span>
          <span class="badge">{email.kind}</span>
          {html ? <span class="badge">{html.found}</span> : null}
        </div>
      </div>
    </li>
  );
};

const failed = ({ checks }: GalleryEmail): number => checks.filter(({ passes }) => !passes).length;

export const localesOf = ({ emails }: GalleryView): readonly string[] => [
  ...new Set(emails.map(({ locale }) => locale)),
];
