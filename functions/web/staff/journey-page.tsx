// The first page: what became of each step of the journey, as figures, a picture and a table.
import { type Context, Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { titleOf } from '../../domain/place.ts';
import { byPeople } from '../../domain/report.ts';
import { mayAct } from '../../domain/staff.ts';
import { PauseError } from '../../usecases/pause-walks.ts';
import type { JourneyReport } from '../../usecases/report-journey.ts';
import { themeOf } from '../page/theme.ts';
import { allowOnly } from './allow-only.tsx';
import { type ChartLook, chartHeightPx, chartWidthPx } from './chart-size.ts';
import type { StaffDesk } from './desk.ts';
import { type Formats, formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { PausedBadge, PauseJourney, WhereTheyAre } from './journey-walks.tsx';
import { StaffPage } from './layout.tsx';
import { NumbersTable } from './numbers-table.tsx';
import { Empty, Figures } from './parts.tsx';

export function journeyPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  const theme = themeOf(clinic.colours);

  const show = async (c: Context<StaffEnv>, journeyId: string | undefined) => {
    const report = journeyId === undefined ? undefined : await desk.reportJourney(journeyId);
    if (!report) return c.notFound();
    const [map, control] = await Promise.all([desk.mapJourney(report.journey.id), desk.sendingControl()]);
    const parts = (control.parts ?? []).filter((part) => part.journeyId === report.journey.id);
    const mayChange = mayAct(c.get('member').role, 'editor');
    const others = desk.journeys().filter(({ id }) => id !== journeyId);
    return c.html(
      <StaffPage c={c} clinic={clinic} title={report.journey.title} section="journeys">
        <div class="heading">
          <h1>{report.journey.title}</h1>
          <PausedBadge parts={parts} />
        </div>
        {others.length > 0 ? (
          <p>
            Other journeys:{' '}
            {others.map(({ id, title }, index) => (
              <>
                {index > 0 ? ', ' : ''}
                <a href={`/staff/journeys/${id}`}>{title}</a>
              </>
            ))}
          </p>
        ) : null}
        {report.total.planned + report.total.sent === 0 ? (
          <Empty title="Nothing has been sent yet">
            As soon as the first person confirms the address at <a href={clinic.linkOrigin}>the sign-up page</a>, the
            numbers of each step appear here.
          </Empty>
        ) : (
          <Report report={report} formats={formats} />
        )}
        {map ? <WhereTheyAre map={map} formats={formats} /> : null}
        {map ? <PauseJourney map={map} parts={parts} mayChange={mayChange} formats={formats} /> : null}
      </StaffPage>,
    );
  };

  app.get('/', (c) => show(c, desk.journeys()[0]?.id));
  app.get('/journeys/:id', (c) => show(c, c.req.param('id')));

  app.get('/journeys/:id/chart.svg', async (c) => {
    const report = await desk.reportJourney(c.req.param('id'));
    if (!report) return c.notFound();
    const look: ChartLook = {
      scheme: c.req.query('scheme') === 'dark' ? 'dark' : 'light',
      width: c.req.query('width') === 'narrow' ? 'narrow' : 'wide',
    };
    // Loaded on first use: pages without a picture do not pay for what draws it.
    const { drawJourney } = await import('./journey-chart.ts');
    return c.body(drawJourney(report, theme, look), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'no-store',
    });
  });
  app.get('/journeys/:id/map.svg', async (c) => {
    const map = await desk.mapJourney(c.req.param('id'));
    if (!map) return c.notFound();
    const { drawMap } = await import('./journey-map.ts');
    const scheme = c.req.query('scheme') === 'dark' ? 'dark' : 'light';
    const isNarrow = c.req.query('width') === 'narrow';
    return c.body(drawMap(map.journey, map, theme, { scheme, isNarrow, count: formats.count }), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'no-store',
    });
  });

  const editorsOnly = allowOnly(clinic, 'editor');
  for (const change of ['pause', 'resume'] as const) {
    app.post(`/journeys/:id/${change}`, editorsOnly, async (c) => {
      const journeyId = c.req.param('id');
      const { step } = await c.req.parseBody();
      const part = { journeyId, ...(typeof step === 'string' && step !== '' && { step }) };
      try {
        if (change === 'pause') await desk.pausePart(part, c.get('member').email);
        else await desk.resumePart(part);
      } catch (error) {
        if (error instanceof PauseError) return c.notFound();
        throw error;
      }
      return c.redirect(`/staff/journeys/${journeyId}#pause`, 303);
    });
  }
  return app;
}

const Report = ({ report, formats }: { report: JourneyReport; formats: Formats }) => {
  const { total } = report;
  const reach = total.tracked.delivered;
  return (
    <>
      <Figures
        figures={[
          {
            label: 'Sent',
            value: formats.count(total.sent),
            note: `${formats.share(total.delivered, total.sent)} arrived`,
          },
          {
            label: 'Opened by people',
            value: formats.count(byPeople(total.opened)),
            note: `${formats.share(byPeople(total.opened), reach)} of what may be tracked`,
          },
          {
            label: 'Clicked by people',
            value: formats.count(byPeople(total.clicked)),
            note: `${formats.share(byPeople(total.clicked), reach)} of what may be tracked`,
          },
          { label: 'Left', value: formats.count(total.unsubscribed) },
          { label: 'Consultations booked', value: formats.count(total.goals) },
        ]}
      />
      <section aria-labelledby="picture">
        <h2 id="picture">Step by step</h2>
        <Chart report={report} />
      </section>
      <section aria-labelledby="in-numbers">
        <h2 id="in-numbers">In numbers</h2>
        <NumbersTable
          caption={`What became of each step of “${report.journey.title}”`}
          of="Step"
          formats={formats}
          rows={[
            ...report.steps.map((step) => ({
              name: (
                <>
                  {titleOf(step.step)}
                  {step.retired ? <small class="split">no longer in the journey</small> : null}
                </>
              ),
              numbers: step,
            })),
            { name: 'All steps', numbers: total, isTotal: true },
          ]}
        />
        <HowCounted reach={formats.count(reach)} delivered={formats.count(total.delivered)} />
      </section>
    </>
  );
};

const Chart = ({ report }: { report: JourneyReport }) => {
  const address = (look: string) => `/staff/journeys/${report.journey.id}/chart.svg?${look}`;
  const steps = report.steps.length;
  return (
    <picture class="chart">
      <source
        media="(max-width: 44rem) and (prefers-color-scheme: dark)"
        srcset={address('width=narrow&scheme=dark')}
        width={chartWidthPx('narrow')}
        height={chartHeightPx(steps, 'narrow')}
      />
      <source
        media="(max-width: 44rem)"
        srcset={address('width=narrow')}
        width={chartWidthPx('narrow')}
        height={chartHeightPx(steps, 'narrow')}
      />
      <source media="(prefers-color-scheme: dark)" srcset={address('scheme=dark')} />
      <img
        src={address('scheme=light')}
        width={chartWidthPx('wide')}
        height={chartHeightPx(steps, 'wide')}
        alt="Bars for each step: delivered, opened by people and clicked by people. The table below holds the same numbers."
      />
    </picture>
  );
};

export const HowCounted = ({ reach, delivered }: { reach: string; delivered: string }) => (
  <details class="how">
    <summary>How opens and clicks are counted</summary>
    <p>
      Only people who agreed to tracking can be counted: {reach} of {delivered} delivered e-mails went to them, and
      percentages of opens and clicks are shares of those. Clicks are counted within minutes, and so are opens of a
      fresh e-mail; those of one that is days old may take some hours.
    </p>
    <dl>
      <dt>People</dt>
      <dd>
        Opened or clicked like a person. “Sure” means that the signs leave little doubt; “likely” that more speaks for a
        person than against. Only these two steer the journey. Whoever clicked has opened too, where the picture was
        fetched at all; where pictures are switched off there is a click alone.
      </dd>
      <dt>Machines</dt>
      <dd>Security scanners, link previews and mail services that fetch pictures before anybody looks.</dd>
      <dt>Unclear</dt>
      <dd>Nobody can know: Apple Mail, for one, fetches every picture whether or not the e-mail is read.</dd>
      <dt>Not sent</dt>
      <dd>
        Held back on purpose, with the reason: the person had left, the goal was reached, or it was too late. Only
        e-mails that were planned count here; of whom a step passed by before that, her own page tells. “In doubt” means
        that SES has not said whether the e-mail left; it is not sent again on a guess. “Twice”, below the number sent,
        means that SES’s word for a first try came after the second: tell whoever runs the system.
      </dd>
    </dl>
    <p>Numbers follow within about a minute of what happened.</p>
  </details>
);
