// Links that staff took back: the list, finding one by its address, and the question before one is taken or given back.
import { type Context, Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { titleOf } from '../../domain/place.ts';
import { mayAct } from '../../domain/staff.ts';
import type { KnownLink, WithdrawnLink } from '../../usecases/withdraw-link.ts';
import { allowOnly } from './allow-only.tsx';
import type { StaffDesk } from './desk.ts';
import { type Formats, formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Badge, Empty, Field, Notice, Scroll, When } from './parts.tsx';

const notices: Readonly<Record<string, string>> = {
  withdraw: 'The link is taken back. Within a minute it leads nowhere, in every copy of the e-mail.',
  restore: 'The link leads on again, within a minute.',
};
const maxAddressLength = 500;

export function linkPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  const editorsOnly = allowOnly(clinic, 'editor');

  const list = async (c: Context<StaffEnv>, search?: { typed: string; error: string }) => {
    const links = await desk.listWithdrawnLinks();
    const mayChange = mayAct(c.get('member').role, 'editor');
    const done = notices[c.req.query('done') ?? ''];
    return c.html(
      <StaffPage c={c} clinic={clinic} title="Links taken back" section="sending">
        {done ? <Notice>{done}</Notice> : null}
        <Crumb />
        <h1>Links taken back</h1>
        <p class="hint">
          A link in e-mails that have left can be made to lead nowhere: whoever follows it reads that it is not there
          any more. Only people who are tracked have links over our own address; in other copies a link stays as it is.
        </p>
        {links.length === 0 ? (
          <Empty title="All links lead on">Nothing is taken back at the moment.</Empty>
        ) : (
          <Links links={links} mayChange={mayChange} formats={formats} />
        )}
        {mayChange ? <FindForm search={search} /> : null}
      </StaffPage>,
      search ? 422 : 200,
    );
  };

  app.get('/links', (c) => list(c));

  // A POST, because the address holds a person's token, which must not stay in histories and logs.
  app.post('/links/find', editorsOnly, async (c) => {
    const { address } = await c.req.parseBody();
    const typed = typeof address === 'string' ? address.slice(0, maxAddressLength) : '';
    const found = await desk.findLink(typed);
    if (found) return c.redirect(`/staff/links/${found.renderHash}/${found.link}`, 303);
    const error = 'This is no link of ours. Copy one whole address from an e-mail to somebody who is tracked.';
    return list(c, { typed, error });
  });

  const wanted = async (c: Context<StaffEnv>) => {
    const { hash = '', link = '' } = c.req.param();
    return /^\d{1,3}$/.test(link) ? desk.showLink(hash, Number(link)) : undefined;
  };

  app.get('/links/:hash/:link', editorsOnly, async (c) => {
    const link = await wanted(c);
    return link ? c.html(<QuestionPage c={c} clinic={clinic} link={link} />) : c.notFound();
  });

  app.post('/links/:hash/:link', editorsOnly, async (c) => {
    const link = await wanted(c);
    if (!link) return c.notFound();
    const { action } = await c.req.parseBody();
    if (action !== 'withdraw' && action !== 'restore')
      return c.html(<QuestionPage c={c} clinic={clinic} link={link} />, 422);
    await desk.withdrawLink(link.renderHash, link.link, {
      withdrawn: action === 'withdraw',
      by: c.get('member').email,
    });
    return c.redirect(`/staff/links?done=${action}`, 303);
  });
  return app;
}

const Crumb = () => (
  <p class="crumb">
    <a href="/staff/sending">Sending</a>
  </p>
);

interface LinksProps {
  readonly links: readonly WithdrawnLink[];
  readonly mayChange: boolean;
  readonly formats: Formats;
}

const Links = ({ links, mayChange, formats }: LinksProps) => (
  <Scroll label="Links taken back">
    <table class="list">
      <caption class="unseen">Links taken back, the latest first</caption>
      <thead>
        <tr>
          <th scope="col">Led to</th>
          <th scope="col">E-mail</th>
          <th scope="col">Taken back</th>
          {mayChange ? <th scope="col">Change</th> : null}
        </tr>
      </thead>
      <tbody>
        {links.map(({ renderHash, link, url, name, template, by, at }) => (
          <tr>
            <th scope="row" class="address">
              {url}
              <small class="split">{name}</small>
            </th>
            <td data-label="E-mail">{titleOf(template)}</td>
            <td data-label="Taken back">
              <When at={at} formats={formats} />
              <small class="split">by {by}</small>
            </td>
            {mayChange ? (
              <td data-label="Change">
                <a href={`/staff/links/${renderHash}/${link}`}>Let it lead on again</a>
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
);

const FindForm = ({ search }: { search: { typed: string; error: string } | undefined }) => (
  <form method="post" action="/staff/links/find" class="card">
    <h2>Take a link back</h2>
    <Field
      id="address"
      label="The link’s address"
      hint="Copied from any copy of the e-mail, such as https://mail.clinic.com/c/…/0. You are asked once more."
      error={search?.error}
      control={(tie) => <input {...tie} type="text" value={search?.typed} maxlength={maxAddressLength} required />}
    />
    <button type="submit">Find the link</button>
  </form>
);

interface QuestionProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly link: KnownLink;
}

const QuestionPage = ({ c, clinic, link }: QuestionProps) => {
  const { renderHash, link: index, url, name, template, withdrawn } = link;
  const question = withdrawn ? 'Let this link lead on again?' : 'Take this link back?';
  return (
    <StaffPage c={c} clinic={clinic} title={question} section="sending">
      <p class="crumb">
        <a href="/staff/links">Links taken back</a>
      </p>
      <div class="heading">
        <h1>{question}</h1>
        <Badge tone={withdrawn ? 'warn' : 'good'}>{withdrawn ? 'Leads nowhere' : 'Leads on'}</Badge>
      </div>
      <div class="card ask">
        <dl class="facts">
          <dt>E-mail</dt>
          <dd>{titleOf(template)}</dd>
          <dt>Link</dt>
          <dd>{name}</dd>
          <dt>Leads to</dt>
          <dd class="address">{url}</dd>
        </dl>
        <p>
          {withdrawn
            ? 'Whoever follows it in a copy of this e-mail comes to this address again.'
            : 'Whoever follows it in any copy of this e-mail reads that it is not there any more. E-mails in another language, or written differently, have links of their own.'}
        </p>
        <form method="post" action={`/staff/links/${renderHash}/${index}`} class="buttons">
          <button type="submit" name="action" value={withdrawn ? 'restore' : 'withdraw'}>
            {withdrawn ? 'Let it lead on again' : 'Take it back'}
          </button>
          <a class="button second" href="/staff/links">
            Leave it as it is
          </a>
        </form>
      </div>
    </StaffPage>
  );
};
