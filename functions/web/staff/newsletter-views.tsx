// What newsletters look like to staff: the list, the last question before sending, and one issue with its numbers.
import type { Context } from 'hono';
import type { Broadcast, BroadcastState } from '../../domain/broadcast.ts';
import type { Clinic } from '../../domain/clinic.ts';
import { byPeople, type Numbers, noNumbers } from '../../domain/report.ts';
import { mayAct } from '../../domain/staff.ts';
import type { AudienceCount } from '../../usecases/count-audience.ts';
import { stillWaiting, type Waiting } from '../../usecases/explain-waiting.ts';
import type { BroadcastReport } from '../../usecases/report-broadcasts.ts';
import type { Formats } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { HowCounted } from './journey-page.tsx';
import { StaffPage } from './layout.tsx';
import { NumbersTable } from './numbers-table.tsx';
import { Badge, Empty, Figures, Notice, Scroll, When } from './parts.tsx';
import { WaitingLine } from './waiting-line.tsx';

const states: Readonly<Record<BroadcastState, { words: string; tone: 'good' | 'calm' | 'warn' }>> = {
  draft: { words: 'Draft', tone: 'calm' },
  planning: { words: 'Being sent', tone: 'warn' },
  sending: { words: 'Being sent', tone: 'warn' },
  sent: { words: 'Sent', tone: 'good' },
  stopped: { words: 'Stopped', tone: 'warn' },
};

const StateBadge = ({ report }: { report: BroadcastReport }) => {
  const { state } = report.broadcast;
  // Some of it was sent again and has not left yet.
  if (state === 'sent' && stillWaiting(report) > 0) return <Badge tone="warn">Some wait</Badge>;
  return <Badge tone={states[state].tone}>{states[state].words}</Badge>;
};

const listedNumbers = (numbers: Numbers): readonly (readonly [label: string, value: number])[] => [
  ['Sent', numbers.sent],
  ['Delivered', numbers.delivered],
  ['Opened', byPeople(numbers.opened)],
  ['Clicked', byPeople(numbers.clicked)],
  ['Left', numbers.unsubscribed],
];

interface ViewProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly formats: Formats;
}

export const NewsletterList = ({
  c,
  clinic,
  formats,
  reports,
}: ViewProps & { reports: readonly BroadcastReport[] }) => {
  const mayWrite = mayAct(c.get('member').role, 'editor');
  const write = (
    <a class="button" href="/staff/newsletters/new">
      Write a newsletter
    </a>
  );
  return (
    <StaffPage c={c} clinic={clinic} title="Newsletters" section="newsletters">
      <div class="heading">
        <h1>Newsletters</h1>
        {mayWrite && reports.length > 0 ? write : null}
      </div>
      {reports.length === 0 ? (
        <Empty title="No newsletter yet">
          {mayWrite ? (
            <>
              Tell everybody who subscribed what is new. You see a preview and can send yourself a test first.
              <br />
              <br />
              {write}
            </>
          ) : (
            'An editor can write the first one; it will be listed here with its numbers.'
          )}
        </Empty>
      ) : (
        <Scroll label="All newsletters">
          <table class="list">
            <caption>Newest first. Opens and clicks are those of people.</caption>
            <thead>
              <tr>
                <th scope="col">Subject</th>
                <th scope="col">State</th>
                <th scope="col">Date</th>
                {listedNumbers(noNumbers).map(([label]) => (
                  <th scope="col" class="number">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {reports.map(({ broadcast, numbers }) => (
                <tr>
                  <th scope="row">
                    <a href={`/staff/newsletters/${broadcast.id}`}>{broadcast.subject}</a>
                  </th>
                  <td data-label="State">
                    <StateBadge report={{ broadcast, numbers }} />
                  </td>
                  <td data-label="Date">
                    <When at={broadcast.cutoffAt ?? broadcast.createdAt} formats={formats} dayOnly />
                  </td>
                  {listedNumbers(numbers).map(([label, value]) => (
                    <td class={value ? 'number' : 'number nil'} data-label={label}>
                      {broadcast.state === 'draft' ? '–' : formats.count(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </StaffPage>
  );
};

export interface SendPageProps extends ViewProps {
  readonly broadcast: Broadcast;
  readonly audience: AudienceCount;
}

export const SendPage = ({ c, clinic, formats, broadcast, audience }: SendPageProps) => {
  const people = `${audience.atLeast ? 'at least ' : ''}${formats.count(audience.people)} ${audience.people === 1 ? 'person' : 'people'}`;
  const address = `/staff/newsletters/${broadcast.id}`;
  return (
    <StaffPage c={c} clinic={clinic} title="Send now?" section="newsletters">
      <h1>Send “{broadcast.subject}” now?</h1>
      {audience.people === 0 ? (
        <Empty title="Nobody to send it to">
          Nobody is subscribed at the moment. The draft is kept; come back when people have confirmed at{' '}
          <a href={clinic.linkOrigin}>the sign-up page</a>.
        </Empty>
      ) : (
        <div class="card ask">
          <p>
            It goes to <strong>{people}</strong>: everybody who is subscribed at this moment and has not switched this
            topic off. Sending starts at once and cannot be taken back.
          </p>
          <p class="hint">
            Who leaves meanwhile gets nothing. Who has had enough e-mails this week gets it later, or not at all when it
            would come too late.
          </p>
          <form method="post" action={`${address}/send`} class="buttons">
            <button type="submit">Send to {people}</button>
            <a class="button second" href={`${address}/edit`}>
              Back to the draft
            </a>
          </form>
        </div>
      )}
      <Mail broadcast={broadcast} />
    </StaffPage>
  );
};

export interface NewsletterPageProps extends ViewProps {
  readonly report: BroadcastReport;
  readonly waiting?: Waiting | undefined;
  readonly done?: string | undefined;
  /** Why the last thing asked for was not done. */
  readonly problem?: string;
}

export const NewsletterPage = ({ c, clinic, formats, report, waiting, done, problem }: NewsletterPageProps) => {
  const { broadcast, numbers } = report;
  const isDraft = broadcast.state === 'draft';
  const reach = numbers.tracked.delivered;
  return (
    <StaffPage c={c} clinic={clinic} title={broadcast.subject} section="newsletters">
      {done === 'test' ? <Notice>A test is on its way to {c.get('member').email}.</Notice> : null}
      {problem ? (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      ) : null}
      {done === 'send' ? <Notice>Sending has started. The numbers below grow as the e-mails leave.</Notice> : null}
      <div class="heading">
        <h1>{broadcast.subject}</h1>
        <StateBadge report={report} />
      </div>
      <p class="hint">
        Written by {broadcast.createdBy} on <When at={broadcast.createdAt} formats={formats} />
        {broadcast.cutoffAt === undefined ? null : (
          <>
            , sent to everybody subscribed on <When at={broadcast.cutoffAt} formats={formats} />
          </>
        )}
        .
        {isDraft ? null : (
          <>
            {' '}
            Public page: <a href={`/archive/${broadcast.id}`}>in the archive</a>.
          </>
        )}
      </p>
      {isDraft ? (
        mayAct(c.get('member').role, 'editor') ? (
          <DraftButtons id={broadcast.id} />
        ) : (
          <p>This is a draft; an editor can finish and send it.</p>
        )
      ) : (
        <>
          <Figures
            figures={[
              {
                label: 'Sent',
                value: formats.count(numbers.sent),
                note: broadcast.planned === undefined ? undefined : `of ${formats.count(broadcast.planned)} planned`,
              },
              {
                label: 'Delivered',
                value: formats.count(numbers.delivered),
                note: formats.share(numbers.delivered, numbers.sent),
              },
              {
                label: 'Opened by people',
                value: formats.count(byPeople(numbers.opened)),
                note: `${formats.share(byPeople(numbers.opened), reach)} of what may be tracked`,
              },
              {
                label: 'Clicked by people',
                value: formats.count(byPeople(numbers.clicked)),
                note: `${formats.share(byPeople(numbers.clicked), reach)} of what may be tracked`,
              },
            ]}
          />
          {waiting ? <WaitingLine waiting={waiting} formats={formats} /> : null}
          <NumbersTable
            caption="What became of this newsletter"
            of="Newsletter"
            formats={formats}
            rows={[{ name: 'This issue', numbers }]}
          />
          <HowCounted reach={formats.count(reach)} delivered={formats.count(numbers.delivered)} />
        </>
      )}
      <Mail broadcast={broadcast} />
    </StaffPage>
  );
};

const DraftButtons = ({ id }: { id: string }) => (
  <div class="buttons">
    <a class="button" href={`/staff/newsletters/${id}/send`}>
      Continue to sending
    </a>
    <a class="button second" href={`/staff/newsletters/${id}/edit`}>
      Edit
    </a>
    <form method="post" action={`/staff/newsletters/${id}/test`}>
      <button type="submit" class="second">
        Send me a test
      </button>
    </form>
  </div>
);

const Mail = ({ broadcast }: { broadcast: Broadcast }) => (
  <section class="preview" aria-labelledby="the-mail">
    <h2 id="the-mail">The e-mail</h2>
    <iframe title="The newsletter as it arrives" sandbox="" src={`/staff/newsletters/${broadcast.id}/preview`} />
  </section>
);
