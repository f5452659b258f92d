// The mailbox as a person without JavaScript uses it.
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../functions/domain/time.ts';
import type { LocalRunner } from '../../infra/local/runner.ts';
import { newYear, run } from './run.ts';
import { consumer } from './stub-functions.ts';

function receive(
  runner: LocalRunner,
  messageId: string,
  to: string,
  html = '<html><head></head><body>Hi</body></html>',
) {
  const mail = {
    messageId,
    to,
    from: 'clinic@x.test',
    replyTo: [],
    headers: [{ name: 'X-One', value: '1' }],
    tags: {},
    at: newYear,
  };
  runner.mail?.add({ subject: `For <${to}>`, html, text: 'Hi & bye' }, [{ mail, events: [] }]);
}

const page = async (runner: LocalRunner, path: string) => {
  const answer = await fetch(`${runner.origin}${path}`);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

describe('the mailbox', () => {
  it('lists mail, newest first, escaped, and finds by address or subject', async () => {
    const runner = await run();
    receive(runner, 'm1', 'anna@x.test');
    receive(runner, 'm2', 'bert@x.test');
    const all = await page(runner, '/mailbox');
    expect(all.text.indexOf('/mailbox/m2')).toBeGreaterThan(0);
    expect(all.text.indexOf('/mailbox/m2')).toBeLessThan(all.text.indexOf('/mailbox/m1'));
    expect(all.text).toContain('For &lt;anna@x.test&gt;');
    const found = await page(runner, '/mailbox?q=ANNA');
    expect([found.text.includes('/mailbox/m1'), found.text.includes('/mailbox/m2')]).toEqual([true, false]);
    expect((await page(runner, '/mailbox?q=%25')).text).toContain('No e-mail matches.');
  });

  it('shows an e-mail in a frame that cannot run scripts and whose links open beside it', async () => {
    const runner = await run();
    receive(runner, 'm1', 'anna@x.test');
    const reading = await page(runner, '/mailbox/m1');
    const sandbox = 'allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';
    expect(reading.text).toContain(`sandbox="${sandbox}"`);
    const frame = await page(runner, '/mailbox/m1/body');
    expect(frame.text).toBe('<html><head><base target="_blank"></head><body>Hi</body></html>');
    expect(frame.headers.get('content-security-policy')).toContain("script-src 'none'");
  });

  it('shows text, headers and links, and says when there is no such mail', async () => {
    const runner = await run();
    receive(runner, 'm1', 'anna@x.test');
    expect((await page(runner, '/mailbox/m1?tab=text')).text).toContain('Hi &amp; bye');
    expect((await page(runner, '/mailbox/m1?tab=headers')).text).toContain('X-One');
    expect((await page(runner, '/mailbox/m1?tab=links')).status).toBe(200);
    expect((await page(runner, '/mailbox/m9')).status).toBe(404);
  });

  it('lets time pass and SES report, by forms', async () => {
    const notes: { messageId: string; body: string; receives: number }[] = [];
    const runner = await run({ handlers: { record: consumer(notes) } });
    receive(runner, 'm1', 'anna@x.test');
    const post = (path: string, body: Record<string, string>) =>
      fetch(`${runner.origin}${path}`, { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' });
    expect((await post('/mailbox/clock', { by: 'hour' })).status).toBe(303);
    expect(runner.now()).toBe(newYear + hourMs);
    expect((await post('/mailbox/clock', { by: 'year' })).status).toBe(422);
    expect((await post('/mailbox/m1/events', { type: 'complaint' })).status).toBe(303);
    expect(notes.map(({ body }) => JSON.parse(JSON.parse(body).Message).eventType)).toEqual(['Complaint']);
    const state = await (await fetch(`${runner.origin}/mailbox/state`)).json();
    expect(state).toEqual({ now: newYear + hourMs, count: 1 });
  });
});
