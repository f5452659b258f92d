// The mailbox's page: the clock above, the list beside, the e-mail in the middle.
import { html, raw } from 'hono/html';
import type { MessageView } from '../http/message-view.ts';
import type { StoredMail } from '../ses/mail.ts';
import { mailboxStyles } from './mailbox-styles.ts';
import { Reader } from './reader.tsx';
import { localStyles } from './styles.ts';
import { type Times, timesIn } from './times.ts';
import { type View, viewUrl } from './view.ts';

export interface MailList {
  readonly rows: readonly StoredMail[];
  /** Where the next, older page begins. */
  readonly older: number | undefined;
  readonly count: number;
}

interface PageProps {
  readonly now: number;
  readonly timeZone: string;
  readonly view: View;
  readonly list: MailList;
  readonly message: MessageView | undefined;
}

export const MailboxPage = ({ now, timeZone, view, list, message }: PageProps) => {
  const times = timesIn(timeZone);
  return html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{message ? `${message.subject} · Mailbox` : 'Mailbox'}</title>
        <style>{raw(localStyles + mailboxStyles)}</style>
        <script src="/mailbox/script.js" defer />
      </head>
      <body class={message ? 'mailbox reading' : 'mailbox'} data-zone={timeZone}>
        <header class="bar">
          <h1>
            <a href="/mailbox">Mailbox</a>
          </h1>
          <Clock now={now} times={times} timeZone={timeZone} />
        </header>
        <div class="panes">
          <nav class="list" aria-label="E-mails">
            <search class="search">
              <form action={viewUrl({}, message?.id)}>
                <label class="visually-hidden" for="q">
                  Search addresses and subjects
                </label>
                <input id="q" type="search" name="q" value={view.search} placeholder="Search addresses and subjects" />
              </form>
            </search>
            <div id="mails" data-count={list.count}>
              <Mails list={list} view={view} times={times} current={message?.id} />
            </div>
          </nav>
          <main>
            {message ? <Reader message={message} view={view} times={times} /> : <Nothing count={list.count} />}
          </main>
        </div>
      </body>
    </html>
  )}`;
};

const steps = [
  { by: 'hour', label: '+1 hour' },
  { by: 'day', label: '+1 day' },
  { by: 'week', label: '+1 week' },
  { by: 'next', label: 'Next e-mail' },
] as const;

const Clock = ({ now, times, timeZone }: { now: number; times: Times; timeZone: string }) => (
  <form class="clock" method="post" action="/mailbox/clock" aria-label="Clock">
    <p>
      <time id="now" datetime={new Date(now).toISOString()}>
        {times.full(now)}
      </time>{' '}
      <span class="soft">{timeZone}</span>
    </p>
    <fieldset class="steps">
      <legend class="visually-hidden">Let time pass</legend>
      {steps.map(({ by, label }) => (
        <button type="submit" name="by" value={by}>
          {label}
        </button>
      ))}
    </fieldset>
    <p id="progress" class="soft" role="status" />
  </form>
);

const Mails = (props: { list: MailList; view: View; times: Times; current: string | undefined }) => {
  const { list, view, times, current } = props;
  if (list.rows.length === 0) {
    return <p class="soft empty">{view.search ? 'No e-mail matches.' : 'No e-mail yet.'}</p>;
  }
  const days = Map.groupBy(list.rows, (mail) => times.day(mail.at));
  return (
    <>
      {[...days].map(([day, mails]) => (
        <section>
          <h2>{day}</h2>
          <ul>
            {mails.map((mail) => (
              <li>
                <a href={viewUrl(view, mail.messageId)} aria-current={mail.messageId === current ? 'page' : undefined}>
                  <span class="who">{mail.to}</span>
                  <time datetime={new Date(mail.at).toISOString()}>{times.time(mail.at)}</time>
                  <span class="what">{mail.subject}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {list.older === undefined ? null : (
        <p class="older">
          <a href={viewUrl({ ...view, before: list.older }, current)}>Older e-mails</a>
        </p>
      )}
    </>
  );
};

const Nothing = ({ count }: { count: number }) => (
  <div class="nothing">
    <p class="soft">{count === 0 ? 'Nothing has been sent yet.' : 'Choose an e-mail to read it.'}</p>
    {count === 0 ? (
      <p>
        <a href="/">Sign up</a> with any address; its mail arrives here.
      </p>
    ) : null}
  </div>
);
