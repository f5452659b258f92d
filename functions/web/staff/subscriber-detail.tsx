// One subscriber's page: where she is, what she got and did with it, what she agreed to, and the goal button.
import type { Context } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { awaitsConfirmation } from '../../domain/confirmation.ts';
import { titleOf } from '../../domain/place.ts';
import { refusalInWords } from '../../domain/reasons.ts';
import { isGiveUp } from '../../domain/ses-refusals.ts';
import { mayAct } from '../../domain/staff.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import type { ExplainedWalk } from '../../usecases/explain-subscriber.ts';
import type { MailRecord, SubscriberFile, WalkRecord } from '../../usecases/show-subscriber.ts';
import type { Formats } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Badge, Notice, Scroll, When } from './parts.tsx';
import { givenUpInWords } from './sending-words.ts';
import { ReadingCard } from './subscriber-reading.tsx';
import { PausePerson, WhatComes } from './subscriber-walks.tsx';
import { consentInWords, gradeWords, sourceInWords, statusWords } from './words.ts';

export interface SubscriberDetailProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly formats: Formats;
  readonly file: SubscriberFile;
  readonly explained: readonly ExplainedWalk[];
  readonly done: string | undefined;
}

export const SubscriberDetail = ({ c, clinic, formats, file, explained, done }: SubscriberDetailProps) => {
  const { subscriber, walks, newsletters } = file;
  const name = subscriber.email || 'Erased subscriber';
  return (
    <StaffPage c={c} clinic={clinic} title={name} section="subscribers">
      {done === 'goal' ? <Notice>The booked consultation is noted; the series ends here.</Notice> : null}
      {done === 'pause' ? <Notice>She is paused: her series wait until somebody resumes.</Notice> : null}
      {done === 'resume' ? <Notice>Her series go on, within the usual hours and limits.</Notice> : null}
      {done === 'stir' ? <Notice>She is written to again, and her silence counts from today.</Notice> : null}
      <p class="crumb">
        <a href="/staff/subscribers">All subscribers</a>
      </p>
      <div class="heading">
        <h1 class="address">
          <Address>{name}</Address>
        </h1>
        <Badge tone={statusWords[subscriber.status].tone}>{statusWords[subscriber.status].words}</Badge>
      </div>
      <div class="columns">
        <div>
          {walks.length === 0 || awaitsConfirmation(subscriber) ? (
            <NotWalking subscriber={subscriber} formats={formats} />
          ) : null}
          {walks.map((walk) => (
            <Walk
              walk={walk}
              explained={explained.find(({ journeyId }) => journeyId === walk.enrolment.journeyId)}
              formats={formats}
            />
          ))}
          {newsletters.length > 0 ? (
            <section class="card">
              <h2>Newsletters</h2>
              <Mails mails={newsletters} label="Newsletters" formats={formats} />
            </section>
          ) : null}
          <Consents clinic={clinic} subscriber={subscriber} formats={formats} />
        </div>
        <aside>
          <Profile subscriber={subscriber} formats={formats} />
          <ReadingCard
            subscriber={subscriber}
            reading={file.reading}
            mayChange={mayAct(c.get('member').role, 'editor')}
            formats={formats}
          />
          <PausePerson subscriber={subscriber} mayChange={mayAct(c.get('member').role, 'editor')} formats={formats} />
          <Goal
            walks={walks}
            subscriber={subscriber}
            mayReport={mayAct(c.get('member').role, 'editor')}
            formats={formats}
          />
        </aside>
      </div>
    </StaffPage>
  );
};

/** Breaks behind its @ where it must, and within words only where that is not enough. */
const Address = ({ children }: { children: string }) => {
  const domain = children.lastIndexOf('@') + 1;
  return (
    <>
      {children.slice(0, domain)}
      <wbr />
      {children.slice(domain)}
    </>
  );
};

const NotWalking = ({ subscriber, formats }: { subscriber: Subscriber; formats: Formats }) =>
  awaitsConfirmation(subscriber) ? (
    <section class="card">
      <h2>{subscriber.status === 'pending' ? 'Journey' : 'Confirmation'}</h2>
      <p>
        {subscriber.status === 'pending' ? 'Not begun' : 'Signed up again'}: the address is not confirmed yet.{' '}
        <ConfirmationWords confirmation={subscriber.confirmation} formats={formats} />
      </p>
    </section>
  ) : (
    <section class="card">
      <h2>Journey</h2>
      <p>Not in any journey.</p>
    </section>
  );

interface ConfirmationProps {
  readonly confirmation: Subscriber['confirmation'] | undefined;
  readonly formats: Formats;
}

const ConfirmationWords = ({ confirmation, formats }: ConfirmationProps) => {
  const { failed, wanted = false, attempts = 0, delays = 0, sentAt } = confirmation ?? {};
  if (failed !== undefined) {
    return (
      <>
        The confirmation e-mail was given up: {givenUpInWords(failed)}. It is listed under{' '}
        <a href="/staff/sending#given-up">Sending</a>.
      </>
    );
  }
  if (!wanted) {
    return (
      <>
        The confirmation e-mail was sent {sentAt === undefined ? null : <When at={sentAt} formats={formats} />}; she has
        not answered.
      </>
    );
  }
  if (attempts > 0)
    return <>Nobody knows yet whether Amazon SES sent the confirmation e-mail; it will be tried again.</>;
  if (delays > 0) return <>Amazon SES takes no mail for the time being; the confirmation e-mail will be tried again.</>;
  return <>The confirmation e-mail is about to leave.</>;
};

interface WalkProps {
  readonly walk: WalkRecord;
  readonly explained: ExplainedWalk | undefined;
  readonly formats: Formats;
}

const Walk = ({ walk: { title, words, mails, enrolment }, explained, formats }: WalkProps) => (
  <section class="card">
    <h2>{title}</h2>
    <p class="place">{explained?.explanation.now.words ?? words}</p>
    <p class="hint">
      Since <When at={enrolment.enrolledAt} formats={formats} />
      {enrolment.endedAt === undefined ? null : (
        <>
          , ended <When at={enrolment.endedAt} formats={formats} />
        </>
      )}
      .
    </p>
    <Mails mails={mails} label={`E-mails of ${title}`} formats={formats} />
    {explained ? <WhatComes explanation={explained.explanation} formats={formats} /> : null}
  </section>
);

const Mails = ({ mails, label, formats }: { mails: readonly MailRecord[]; label: string; formats: Formats }) =>
  mails.length === 0 ? (
    <p>No e-mail yet.</p>
  ) : (
    <Scroll label={label}>
      <table class="list">
        <caption class="unseen">{label}</caption>
        <thead>
          <tr>
            <th scope="col">E-mail</th>
            <th scope="col">When</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr>
              <th scope="row">{mail.title ?? titleOf(mail.step)}</th>
              <td data-label="When">
                <When at={mail.at} formats={formats} />
              </td>
              <td data-label="What happened">
                <Fate mail={mail} formats={formats} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );

const notSentInWords = (reason: string): string => (isGiveUp(reason) ? givenUpInWords(reason) : refusalInWords(reason));

const Fate = ({ mail, formats }: { mail: MailRecord; formats: Formats }) => {
  if (mail.fate === 'refused') return <>Not sent: {notSentInWords(mail.refusedReason ?? '')}</>;
  if (mail.fate === 'in-doubt') return <>In doubt: SES has not said whether it left</>;
  if (mail.fate === 'on-its-way') return <>On its way</>;
  return (
    <ul class="fates">
      <li>
        {mail.bounced !== undefined
          ? `Bounced (${mail.bounced})`
          : mail.deliveredAt === undefined
            ? 'Sent'
            : 'Delivered '}
        {mail.bounced === undefined && mail.deliveredAt !== undefined ? (
          <When at={mail.deliveredAt} formats={formats} />
        ) : null}
      </li>
      {mail.opened ? <li>Opened {gradeWords[mail.opened.grade]}</li> : null}
      {mail.clicked ? <li>Clicked {gradeWords[mail.clicked.grade]}</li> : null}
      {mail.unsubscribed ? <li>Left from here</li> : null}
      {mail.complained ? <li>Complained</li> : null}
      {mail.goal ? <li>Last e-mail before the goal</li> : null}
    </ul>
  );
};

interface ConsentsProps {
  readonly clinic: Clinic;
  readonly subscriber: Subscriber;
  readonly formats: Formats;
}

const Consents = ({ clinic, subscriber, formats }: ConsentsProps) => (
  <section class="card">
    <h2>Consents</h2>
    {subscriber.consents.length === 0 ? (
      <p>None recorded.</p>
    ) : (
      <ol class="consents">
        {subscriber.consents.map((consent) => (
          <li>
            <strong>{consentInWords(consent)}</strong> {sourceInWords(consent.source)},{' '}
            <When at={consent.at} formats={formats} />
            {consent.wording ? <small class="split">wording {consent.wording}</small> : null}
          </li>
        ))}
      </ol>
    )}
    {subscriber.declined?.map(({ topic, at }) => (
      <p>
        “{clinic.topics.find(({ id }) => id === topic)?.title ?? topic}” switched off,{' '}
        <When at={at} formats={formats} />.
      </p>
    ))}
  </section>
);

const Profile = ({ subscriber, formats }: { subscriber: Subscriber; formats: Formats }) => (
  <section class="card">
    <h2>Profile</h2>
    <dl class="facts">
      <dt>First name</dt>
      <dd>{subscriber.firstName ?? 'not given'}</dd>
      <dt>Signed up</dt>
      <dd>
        <When at={subscriber.createdAt} formats={formats} />
      </dd>
      {subscriber.activeSince === undefined ? null : (
        <>
          <dt>Confirmed</dt>
          <dd>
            <When at={subscriber.activeSince} formats={formats} />
          </dd>
        </>
      )}
      {subscriber.leftAt === undefined ? null : (
        <>
          <dt>Left</dt>
          <dd>
            <When at={subscriber.leftAt} formats={formats} />
          </dd>
        </>
      )}
      {subscriber.suppression ? (
        <>
          <dt>Suppressed</dt>
          <dd>
            after {subscriber.suppression.reason}, <When at={subscriber.suppression.at} formats={formats} />
          </dd>
        </>
      ) : null}
      <dt>Time zone</dt>
      <dd>{subscriber.timeZone ?? 'the clinic’s'}</dd>
      {subscriber.tags.length > 0 ? (
        <>
          <dt>Tags</dt>
          <dd>{subscriber.tags.join(', ')}</dd>
        </>
      ) : null}
      <dt>Came from</dt>
      <dd>{subscriber.source ?? 'the sign-up page'}</dd>
    </dl>
  </section>
);

interface GoalProps {
  readonly walks: readonly WalkRecord[];
  readonly subscriber: Subscriber;
  readonly mayReport: boolean;
  readonly formats: Formats;
}

const Goal = ({ walks, subscriber, mayReport, formats }: GoalProps) => {
  if (walks.length === 0) return null;
  const reachedAt = walks.map(({ enrolment }) => enrolment.goalAt).find((at) => at !== undefined);
  return (
    <section class="card">
      <h2>Consultation</h2>
      {reachedAt !== undefined ? (
        <p>
          Booked, noted <When at={reachedAt} formats={formats} />.
        </p>
      ) : mayReport ? (
        <form method="post" action={`/staff/subscribers/${subscriber.id}/goal`}>
          <p>Was one booked? Note it here: the series ends at once, and the last e-mail gets the credit.</p>
          <button type="submit">Consultation booked</button>
        </form>
      ) : (
        <p>Not booked yet; an editor notes it here when it is.</p>
      )}
    </section>
  );
};
