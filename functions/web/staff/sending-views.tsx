// What sending looks like to staff: its state with the stop button, doubts and give-ups, and the questions before acting.
import type { Context } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { sparingInWords } from '../../domain/redriven.ts';
import { mayAct } from '../../domain/staff.ts';
import type { SendingReport } from '../../usecases/describe-sending.ts';
import { type GiveUp, groupGiveUps, sumDoubts } from '../../usecases/list-troubles.ts';
import type { Formats } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Badge, Empty, Figures, Notice, Scroll, When } from './parts.tsx';
import {
  dayInWords,
  givenUpInWords,
  heldInWords,
  lackInWords,
  mailInWords,
  mailNamed,
  speedInWords,
} from './sending-words.ts';
import { Stops } from './stop-views.tsx';

interface ViewProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly formats: Formats;
}

export interface SendingPageProps extends ViewProps {
  readonly report: SendingReport;
  readonly subjects: ReadonlyMap<string, string>;
  /** What was just done, in words. */
  readonly done: string | undefined;
}

export const SendingPage = ({ c, clinic, formats, report, subjects, done }: SendingPageProps) => {
  const { pace, doubts, giveUps, held, isPartial } = report;
  const heldSaid = heldInWords(held, formats);
  const mayChange = mayAct(c.get('member').role, 'editor');
  return (
    <StaffPage c={c} clinic={clinic} title="Sending" section="sending">
      {done ? <Notice>{done}</Notice> : null}
      <div class="heading">
        <h1>Sending</h1>
        <State report={report} />
      </div>
      <Switch report={report} formats={formats} mayChange={mayChange} />
      <Figures
        figures={[
          {
            label: 'E-mails a second',
            value: formats.count(Math.round(pace.ratePerSecond * 10) / 10),
            note: speedInWords(pace),
          },
          { label: 'Sent in 24 hours', value: formats.count(pace.usedInDay), note: dayInWords(pace, formats) },
          { label: 'In doubt', value: formats.count(doubts.reduce((sum, { count }) => sum + count, 0)) },
          {
            label: 'Given up',
            value: formats.count(giveUps.reduce((sum, { count }) => sum + count, 0)),
            note: 'in 30 days',
          },
        ]}
      />
      {heldSaid ? (
        <p>
          Held since a restore: {heldSaid}. Nothing of it leaves by itself; an operator decides (“reconcile … --release”
          or “--lapse”).
        </p>
      ) : null}
      <Doubts report={report} formats={formats} subjects={subjects} />
      <GiveUps giveUps={giveUps} formats={formats} subjects={subjects} mayChange={mayChange} />
      {isPartial ? <p class="hint">There may be more than is listed here.</p> : null}
      <section aria-labelledby="links">
        <h2 id="links">Links</h2>
        <p>
          <a href="/staff/links">Links taken back</a>: make a link in e-mails that have left lead nowhere.
        </p>
      </section>
    </StaffPage>
  );
};

/** SES takes nothing from us at all; a day that is used up is no such case. */
const isRefused = ({ pace: { heldFor } }: SendingReport): boolean => heldFor !== undefined && heldFor !== 'quota';

const State = ({ report }: { report: SendingReport }) => {
  if (report.control.paused) return <Badge tone="warn">Paused</Badge>;
  return isRefused(report) ? <Badge tone="warn">Waits for SES</Badge> : <Badge tone="good">Running</Badge>;
};

const Switch = ({ report, formats, mayChange }: { report: SendingReport; formats: Formats; mayChange: boolean }) => {
  const { control } = report;
  if (!control.paused) {
    return (
      <div class="card">
        {isRefused(report) ? (
          <Refused pace={report.pace} formats={formats} />
        ) : (
          <p>Newsletters and series leave when they are due.</p>
        )}
        {mayChange ? (
          <a class="button stop" href="/staff/sending/stop">
            Stop sending
          </a>
        ) : (
          <p class="hint">An editor can stop sending here.</p>
        )}
      </div>
    );
  }
  return (
    <div class="card">
      <Stops control={control} formats={formats} />
      {control.awaitsReconcile ? (
        <p>An operator must first decide what becomes of the mail that was due meanwhile (“reconcile”).</p>
      ) : (
        <p>When you resume, nobody gets two e-mails of a series on one day; what grew stale is left out.</p>
      )}
      {mayChange && !control.awaitsReconcile ? (
        <form method="post" action="/staff/sending/resume" class="buttons">
          <input type="hidden" name="rev" value={control.rev} />
          <button type="submit">Resume sending</button>
          {control.marketingOnly ? (
            <a class="button second" href="/staff/sending/stop">
              Stop confirmations too
            </a>
          ) : null}
        </form>
      ) : null}
    </div>
  );
};

const Refused = ({ pace, formats }: { pace: SendingReport['pace']; formats: Formats }) => (
  <>
    <p>
      <strong>Newsletters and series wait: {speedInWords(pace)}.</strong>
    </p>
    <p class="hint">
      The next try is{' '}
      {pace.heldUntil === undefined ? (
        'soon'
      ) : (
        <>
          on <When at={pace.heldUntil} formats={formats} />
        </>
      )}
      ; everything goes on by itself as soon as SES takes an e-mail. What to do about it stands in the RUNBOOK, under
      “SES cannot be reached, or refuses us”.
    </p>
  </>
);

interface ListProps {
  readonly formats: Formats;
  readonly subjects: ReadonlyMap<string, string>;
}

const Doubts = ({ report, formats, subjects }: ListProps & { report: SendingReport }) => (
  <section aria-labelledby="in-doubt">
    <h2 id="in-doubt">In doubt</h2>
    {report.doubts.length === 0 ? (
      <p>Amazon SES has answered for every e-mail.</p>
    ) : (
      <Scroll label="E-mails in doubt">
        <table class="list">
          <caption>
            SES has not said whether these left. They settle by themselves: newsletters and series are not sent again on
            a guess, confirmations are tried again a few times. What is held after a restore waits for an operator.
          </caption>
          <thead>
            <tr>
              <th scope="col">E-mail</th>
              <th scope="col" class="number">
                People
              </th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {sumDoubts(report.doubts).map(({ subject, count, since }) => (
              <tr>
                <th scope="row">{mailInWords(subject, subjects)}</th>
                <td class="number" data-label="People">
                  {formats.count(count)}
                </td>
                <td data-label="Since">
                  <When at={since} formats={formats} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    )}
  </section>
);

const GiveUps = ({
  giveUps,
  formats,
  subjects,
  mayChange,
}: ListProps & { giveUps: readonly GiveUp[]; mayChange: boolean }) => (
  <section aria-labelledby="given-up">
    <h2 id="given-up">Given up</h2>
    {giveUps.length === 0 ? (
      <p>Nothing was given up in the last 30 days.</p>
    ) : (
      <Scroll label="E-mails given up">
        <table class="list">
          <caption>Not sent through our fault or that of Amazon SES. They are sent again only when you say so.</caption>
          <thead>
            <tr>
              <th scope="col">E-mail</th>
              <th scope="col" class="number">
                People
              </th>
              <th scope="col">Why</th>
              <th scope="col">Day</th>
              <th scope="col">
                <span class="unseen">What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groupGiveUps(giveUps).map(
              ([one, ...others]) =>
                one && (
                  <tr>
                    <th scope="row">{mailInWords(one.subject, subjects)}</th>
                    <td class="number" data-label="People">
                      {formats.count(others.reduce((sum, { count }) => sum + count, one.count))}
                    </td>
                    <td data-label="Why">
                      {[...new Set([one, ...others].map(({ reason }) => givenUpInWords(reason)))].join('; ')}
                    </td>
                    <td data-label="Day">
                      <time datetime={one.day}>{formats.dayNamed(one.day)}</time>
                    </td>
                    <td>
                      {!one.mayRedrive
                        ? 'Mend it and write to them anew: the same e-mail would be thrown away again.'
                        : null}
                      {mayChange && one.mayRedrive ? (
                        <a class="unbroken" href={`/staff/sending/again/${one.batchId}`}>
                          Send again
                        </a>
                      ) : null}
                    </td>
                  </tr>
                ),
            )}
          </tbody>
        </table>
      </Scroll>
    )}
  </section>
);

export interface AgainPageProps extends ViewProps {
  readonly batchId: string;
  readonly giveUps: readonly GiveUp[];
  readonly subjects: ReadonlyMap<string, string>;
}

export const AgainPage = ({ c, clinic, formats, batchId, giveUps, subjects }: AgainPageProps) => {
  const count = giveUps.reduce((sum, one) => sum + one.count, 0);
  const [first] = giveUps;
  return (
    <StaffPage c={c} clinic={clinic} title="Send again?" section="sending">
      {first ? (
        <>
          <h1>Send {mailNamed(first.subject, subjects)} again?</h1>
          <div class="card ask">
            <p>
              {formats.count(count)} {lackInWords(first.subject, count)}:{' '}
              {[...new Set(giveUps.map(({ reason }) => givenUpInWords(reason)))].join('; ')}. Mend the cause first.
            </p>
            <p class="hint">{sparingInWords(first.subject.kind)}</p>
            <form method="post" action={`/staff/sending/again/${batchId}`} class="buttons">
              <button type="submit">Send again</button>
              <a class="button second" href="/staff/sending">
                Leave it
              </a>
            </form>
          </div>
        </>
      ) : (
        <>
          <h1>Nothing to send again</h1>
          <Empty title="It was taken care of">
            Somebody else may have been faster. <a href="/staff/sending">Back to sending</a>
          </Empty>
        </>
      )}
    </StaffPage>
  );
};
