// Warm leads for staff: who followed a booking link, newest first, a page at a time, each leading to the person and the e-mail.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import type { LeadRow } from '../../usecases/list-leads.ts';
import type { StaffDesk } from './desk.ts';
import { type Formats, formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Badge, Empty, Scroll, When } from './parts.tsx';

export function leadPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  app.get('/leads', async (c) => {
    const after = c.req.query('after');
    const page = await desk.listLeads(after);
    if (!page) return c.redirect('/staff/leads', 303);
    return c.html(
      <StaffPage c={c} clinic={clinic} title="Warm leads" section="leads">
        <h1>Warm leads</h1>
        <p class="hint">
          Whoever followed the booking link in an e-mail, as far as it was most likely a person and not a scanner. It is
          a sign of interest and no booking; people who are not tracked cannot be seen here.
        </p>
        {page.rows.length === 0 ? (
          <Empty title={after === undefined ? 'Nobody yet' : 'No more'}>
            Who follows a booking link appears here some two minutes later, and you are told by a notice.
          </Empty>
        ) : (
          <Leads rows={page.rows} formats={formats} />
        )}
        <nav class="buttons" aria-label="Pages">
          {after === undefined ? null : (
            <a class="button second" href="/staff/leads">
              Newest
            </a>
          )}
          {page.next === undefined ? null : (
            <a class="button second" href={`/staff/leads?after=${encodeURIComponent(page.next)}`}>
              Earlier ones
            </a>
          )}
        </nav>
      </StaffPage>,
    );
  });
  return app;
}

const Leads = ({ rows, formats }: { rows: readonly LeadRow[]; formats: Formats }) => (
  <Scroll label="Warm leads">
    <table class="list">
      <caption class="unseen">Warm leads, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">When</th>
          <th scope="col">E-mail</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row" class="address">
              {row.email ? <a href={`/staff/subscribers/${row.subscriberId}`}>{row.email}</a> : 'Erased subscriber'}
              {row.email && row.firstName ? <small class="split">{row.firstName}</small> : null}
            </th>
            <td data-label="When">
              <When at={row.at} formats={formats} />
            </td>
            <td data-label="E-mail">
              <a href={mailAddress(row)}>{row.mail}</a>
              <small class="split">{row.source}</small>
            </td>
            <td data-label="Now">
              <State row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
);

/** Who booked need not be called, who left must not be. */
const State = ({ row: { booked, status } }: { row: LeadRow }) => {
  if (booked) return <Badge tone="good">Booked</Badge>;
  if (status === 'active') return <Badge tone="calm">Not booked</Badge>;
  return <Badge tone="warn">{status === undefined ? 'Gone' : 'Gets no e-mails'}</Badge>;
};

function mailAddress({ subject }: LeadRow): string {
  return subject.kind === 'broadcast'
    ? `/staff/newsletters/${subject.broadcastId}`
    : `/staff/journeys/${subject.journeyId}`;
}
