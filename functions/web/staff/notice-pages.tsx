// What journeys told staff: a list of the latest notices, each leading to the person it is about.
import { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { shownNotices } from '../../domain/notice.ts';
import type { StaffDesk } from './desk.ts';
import { formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Empty, Scroll, When } from './parts.tsx';

export function noticePages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);
  app.get('/notices', async (c) => {
    const notices = await desk.listNotices();
    return c.html(
      <StaffPage c={c} clinic={clinic} title="Notices" section="notices">
        <h1>Notices</h1>
        {notices.length === 0 ? (
          <Empty title="Nothing to tell yet">
            A journey tells you here when somebody does what its <code>notify-staff</code> step waits for.
          </Empty>
        ) : (
          <Scroll label="Notices">
            <table class="list">
              <caption class="unseen">Notices, newest first</caption>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Who</th>
                  <th scope="col">When</th>
                  <th scope="col">Journey</th>
                </tr>
              </thead>
              <tbody>
                {notices.map(({ at, words, source, subscriberId, email }) => (
                  <tr>
                    <th scope="row">{words}</th>
                    <td data-label="Who" class="address">
                      {email ? <a href={`/staff/subscribers/${subscriberId}`}>{email}</a> : 'Erased subscriber'}
                    </td>
                    <td data-label="When">
                      <When at={at} formats={formats} />
                    </td>
                    <td data-label="Journey">{source}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        {notices.length === shownNotices ? <p class="hint">These are the latest {shownNotices}.</p> : null}
      </StaffPage>,
    );
  });
  return app;
}
