// One e-mail: its envelope, how it looks at both widths and in both schemes, its checks, its text part and its sources.
import { type SamplePerson, samplePeople } from '../../domain/sample-people.ts';
import type { EmailCheck, GalleryEmail, GalleryView } from '../../ports/gallery.ts';
import type { ShownEmail } from '../../usecases/show-email.ts';
import { type Addresses, schemes } from './addresses.ts';
import { BuildNotes } from './notes.tsx';
import { languageName, titleOfEmail } from './words.ts';

export interface EmailPageProps {
  readonly view: GalleryView;
  readonly email: GalleryEmail;
  readonly person: SamplePerson;
  readonly shown: ShownEmail;
  readonly addresses: Addresses;
  /** Where a test would go; absent where none can be sent. */
  readonly testTo?: string | undefined;
  /** What became of a test that was asked for. */
  readonly said?: { readonly words: string; readonly isBad: boolean } | undefined;
}

const widths = [
  { width: 'phone', label: 'Phone, 375 px' },
  { width: 'desktop', label: 'Desktop, 700 px' },
] as const;

export const EmailPage = ({ view, email, person, shown, addresses, testTo, said }: EmailPageProps) => (
  <>
    <p class="crumb">
      <a href={addresses.list(email.locale)}>All e-mails</a>
    </p>
    {said ? (
      <p class={said.isBad ? 'notice bad' : 'notice'} role={said.isBad ? 'alert' : 'status'}>
        {said.words}
      </p>
    ) : null}
    <BuildNotes notes={view.notes} warnings={false} />
    <div class="heading">
      <h1>{titleOfEmail(email.template)}</h1>
      <span class="badge">{email.kind}</span>
    </div>
    <Envelope email={email} shown={shown} />
    <Choices view={view} email={email} person={person} addresses={addresses} />
    {testTo === undefined ? null : (
      <form method="post" action={`${addresses.page(email, person.id)}/test`} class="buttons">
        <button type="submit">Send me a test</button>
        <span class="hint">It goes to {testTo}, marked as a test, and is counted nowhere.</span>
      </form>
    )}
    <section class="frames" aria-label="How it looks">
      {schemes.flatMap((scheme) =>
        widths.map(({ width, label }) => (
          <figure class={`${width} ${scheme}`}>
            <figcaption>
              {label}, {scheme}
            </figcaption>
            <section class="view" tabindex={0} aria-label={`${label}, ${scheme}`}>
              <iframe
                title={`${email.subject} (${label}, ${scheme})`}
                src={addresses.frame(email, person.id, scheme)}
                sandbox=""
                loading="lazy"
              />
            </section>
          </figure>
        )),
      )}
    </section>
    <Checks checks={email.checks} />
    <section>
      <h2>Text part</h2>
      <pre class="source" tabindex={0} lang={email.locale}>
        {shown.text}
      </pre>
    </section>
    <section class="sources">
      <h2>Sources</h2>
      {[...email.sources, { file: 'The HTML that is sent', text: shown.html }].map(({ file, text }) => (
        <details class="how">
          <summary>{file}</summary>
          <pre class="source" tabindex={0}>
            {text}
          </pre>
        </details>
      ))}
    </section>
  </>
);

const Envelope = ({ email, shown }: { email: GalleryEmail; shown: ShownEmail }) => (
  <dl class="envelope">
    <dt>Subject</dt>
    <dd lang={email.locale}>{shown.subject}</dd>
    {email.alternateSubject ? (
      <>
        <dt>When sent again</dt>
        <dd lang={email.locale}>{email.alternateSubject}</dd>
      </>
    ) : null}
    <dt>Preheader</dt>
    <dd lang={email.locale}>{email.preheader}</dd>
  </dl>
);

const Choices = ({
  view,
  email,
  person,
  addresses,
}: Pick<EmailPageProps, 'view' | 'email' | 'person' | 'addresses'>) => {
  const languages = view.emails.filter(({ template }) => template === email.template);
  return (
    <>
      {languages.length > 1 ? (
        <nav class="choices" aria-label="Languages">
          {languages.map((one) => (
            <a href={addresses.page(one, person.id)} aria-current={one.locale === email.locale ? 'page' : undefined}>
              {languageName(one.locale)}
            </a>
          ))}
        </nav>
      ) : null}
      <nav class="choices" aria-label="For whom">
        {samplePeople.map(({ id, label }) => (
          <a href={addresses.page(email, id)} aria-current={id === person.id ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
    </>
  );
};

const Checks = ({ checks }: { checks: readonly EmailCheck[] }) => (
  <section>
    <h2>Checks</h2>
    <div class="scroll">
      <table class="list checks">
        <caption>
          The same ones that the tests hold every e-mail to; accessibility is tested in a browser as well.
        </caption>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Found</th>
            <th scope="col">Budget</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, found, budget, passes, details }) => (
            <tr>
              <th scope="row">
                {name}
                {details.length > 0 ? (
                  <details open={!passes}>
                    <summary>{passes ? 'What was let pass, and why' : 'What to do'}</summary>
                    <ul>
                      {details.map((detail) => (
                        <li>{detail}</li>
                      ))}
                    </ul>
                  </details>
                ) : null}
              </th>
              <td data-label="Found">{found}</td>
              <td data-label="Budget">{budget}</td>
              <td data-label="Result">
                <span class={passes ? 'badge good' : 'badge warn'}>{passes ? 'Passes' : 'Fails'}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);
