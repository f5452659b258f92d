// One e-mail, as its reader would see it, and what stands behind it: text part, headers, links, and what SES may report.
import type { MessageView } from '../http/message-view.ts';
import type { Times } from './times.ts';
import { type Tab, tabs, type View, viewUrl, type Width, widths } from './view.ts';

const tabLabels: Readonly<Record<Tab, string>> = { html: 'E-mail', text: 'Text', headers: 'Headers', links: 'Links' };
const widthLabels: Readonly<Record<Width, string>> = { desktop: 'Desktop', phone: 'Phone' };

interface ReaderProps {
  readonly message: MessageView;
  readonly view: View;
  readonly times: Times;
}

export const Reader = ({ message, view, times }: ReaderProps) => (
  <article aria-labelledby="subject">
    <header class="mail-head">
      <p class="back">
        <a href={viewUrl({ search: view.search, before: view.before })}>All e-mails</a>
      </p>
      <h2 id="subject">{message.subject}</h2>
      <dl>
        <dt>From</dt>
        <dd>{message.from}</dd>
        <dt>To</dt>
        <dd>
          <a href={viewUrl({ search: message.to })}>{message.to}</a>
        </dd>
        <dt>Sent</dt>
        <dd>
          <time datetime={message.at}>{times.full(Date.parse(message.at))}</time>
          {message.template ? <span class="badge">{message.template}</span> : null}
        </dd>
      </dl>
      <div class="tools">
        <Tabs message={message} view={view} />
        {view.tab === 'html' ? <Widths message={message} view={view} /> : null}
        <Reports message={message} />
      </div>
    </header>
    <Body message={message} view={view} />
  </article>
);

const Tabs = ({ message, view }: { message: MessageView; view: View }) => (
  <nav class="switch" aria-label="Parts">
    {tabs.map((tab) => (
      <a href={viewUrl({ ...view, tab }, message.id)} aria-current={tab === view.tab ? 'true' : undefined}>
        {tab === 'links' ? `${tabLabels.links} (${message.links.length})` : tabLabels[tab]}
      </a>
    ))}
  </nav>
);

const Widths = ({ message, view }: { message: MessageView; view: View }) => (
  <nav class="switch" aria-label="Width">
    {widths.map((width) => (
      <a href={viewUrl({ ...view, width }, message.id)} aria-current={width === view.width ? 'true' : undefined}>
        {widthLabels[width]}
      </a>
    ))}
  </nav>
);

const Reports = ({ message }: { message: MessageView }) => (
  <form method="post" action={`/mailbox/${message.id}/events`} class="steps" aria-label="What SES reports">
    <button type="submit" name="type" value="bounce">
      Let it bounce
    </button>
    <button type="submit" name="type" value="complaint">
      Report as spam
    </button>
  </form>
);

const Body = ({ message, view }: { message: MessageView; view: View }) => {
  switch (view.tab) {
    case 'text':
      return <pre class="plain">{message.text}</pre>;
    case 'headers':
      return (
        <dl class="headers">
          {Object.entries(message.headers).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </>
          ))}
          <dt>Tags</dt>
          <dd>
            <code>
              {Object.entries(message.tags)
                .map(([name, value]) => `${name}=${value}`)
                .join(' ')}
            </code>
          </dd>
        </dl>
      );
    case 'links':
      return message.links.length === 0 ? (
        <p class="soft empty">No link table is known for this e-mail.</p>
      ) : (
        <dl class="headers">
          {message.links.map(({ name, url }) => (
            <>
              <dt>{name}</dt>
              <dd>
                <a href={url} target="_blank" rel="noopener">
                  <code>{url}</code>
                </a>
              </dd>
            </>
          ))}
        </dl>
      );
    default:
      return (
        <div class={`sheet ${view.width}`}>
          <iframe
            title={`E-mail: ${message.subject}`}
            src={`/mailbox/${message.id}/body`}
            sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
          />
        </div>
      );
  }
};
