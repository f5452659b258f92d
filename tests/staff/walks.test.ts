// Walks as staff see and steer them: the map with its numbers, what comes next and why, and pausing by page and API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffRole } from '../../functions/domain/staff.ts';
import { dayMs, hourMs } from '../../functions/domain/time.ts';
import { dailySeries, Pipeline } from '../sending/pipeline.ts';
import { type StaffServer, startStaffServer } from './staff-server.ts';
import { Visitor } from './visitor.ts';

let pipeline: Pipeline;
let server: StaffServer;
let anna = '';
const members = {} as Record<StaffRole, Visitor>;

beforeAll(async () => {
  pipeline = new Pipeline(dailySeries);
  [anna = ''] = await pipeline.enrolPeople(7);
  await pipeline.runFor(dayMs + 6 * hourMs);
  server = await startStaffServer(pipeline.world);
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    members[role] = new Visitor(server.origin);
    await members[role].signIn(role);
  }
});
afterAll(() => server.end());

const html = async (path: string, role: StaffRole = 'editor') => (await members[role].visit(path)).answer.text();
// biome-ignore lint/suspicious/noExplicitAny: an API answer, read field by field.
const api = async (path: string, role: StaffRole = 'editor', body?: object): Promise<any> => {
  const answer = await (body ? members[role].post(`/staff/api${path}`, body) : members[role].ask(`/staff/api${path}`));
  return answer.json();
};

describe('the map', () => {
  it('says how many went along each arrow and how many stand where, in both schemes', async () => {
    const answer = await members.viewer.ask('/staff/journeys/daily/map.svg');
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    const light = await answer.text();
    expect(light).toContain('<title>7 here now</title>');
    // Begin to the first step is not counted; the three arrows up to where they wait are.
    expect([...light.matchAll(/class="count">7</g)]).toHaveLength(3);
    const dark = await (await members.viewer.ask('/staff/journeys/daily/map.svg?scheme=dark&width=narrow')).text();
    expect(dark).toContain('<title>7 here now</title>');
    expect(dark).not.toBe(light);
    expect((await members.viewer.ask('/staff/journeys/nonesuch/map.svg')).status).toBe(404);
  });

  it('is told as numbers by the API and as words on the page', async () => {
    expect(await api('/journeys/daily/people', 'viewer')).toMatchObject({
      here: [{ people: 7 }],
      onEarlier: 0,
      isPartial: false,
    });
    expect(await html('/staff/journeys/daily', 'viewer')).toContain('7 people are on the way');
  });
});

describe('a journey', () => {
  it('is paused by an editor, by step or whole, and resumed', async () => {
    expect(await html('/staff/journeys/daily', 'viewer')).not.toContain('<select');
    expect((await members.viewer.submit('/staff/journeys/daily/pause', {})).answer.status).toBe(403);
    const paused = await members.editor.submit('/staff/journeys/daily/pause', { step: 'three' });
    expect(await paused.answer.text()).toMatch(/One step paused[\s\S]*<strong>Three<.strong> is paused since/);
    await members.editor.submit('/staff/journeys/daily/pause', { step: '' });
    expect(await html('/staff/journeys/daily')).toContain('<strong>The journey</strong> is paused since');
    await members.editor.submit('/staff/journeys/daily/resume', { step: '' });
    await members.editor.submit('/staff/journeys/daily/resume', { step: 'three' });
    expect((await pipeline.world.control.get()).parts).toBeUndefined();
    expect((await members.editor.submit('/staff/journeys/daily/pause', { step: 'nine' })).answer.status).toBe(404);
  });

  it('is paused through the API too, with a refusal that names the steps', async () => {
    const answer = await api('/journeys/daily/pause', 'editor', { step: 'three' });
    expect(answer.parts).toMatchObject([{ journeyId: 'daily', step: 'three', by: 'editor@clinic.test' }]);
    expect((await api('/journeys/daily/pause', 'editor', { step: 'nine' })).detail).toContain('one, two, three, four');
    expect((await api('/journeys/daily/resume', 'editor', { step: 'three' })).parts).toEqual([]);
  });
});

describe('a person', () => {
  it('is explained: what she got, where she stands, what comes next and when', async () => {
    const page = await html(`/staff/subscribers/${anna}`, 'viewer');
    expect(page).toMatch(/What comes next[\s\S]*6 Jan 2027, 09:00<.time> Three[\s\S]*the end of the series/);
    const [walk] = (await api(`/subscribers/${anna}/explanation`, 'viewer')).walks;
    expect(walk.past).toMatchObject([
      { step: 'one', words: 'sent' },
      { step: 'two', words: 'sent' },
    ]);
    expect(walk.next[0]).toEqual({ kind: 'sent', step: 'three', at: '2027-01-06T09:00:00.000Z' });
    expect((await api('/subscribers/nobody/explanation')).status).toBe(404);
  });

  it('is paused and resumed by an editor', async () => {
    expect((await members.viewer.submit(`/staff/subscribers/${anna}/pause`, {})).answer.status).toBe(403);
    const paused = await members.editor.submit(`/staff/subscribers/${anna}/pause`, {});
    const page = await paused.answer.text();
    expect(page).toContain('She is paused: her series wait until somebody resumes.');
    expect(page).toContain('; she is paused');
    const resumed = await members.editor.submit(`/staff/subscribers/${anna}/resume`, {});
    expect(await resumed.answer.text()).toContain('Her series go on');
    expect(await api(`/subscribers/${anna}/pause`, 'editor', {})).toEqual({ paused: true });
    expect(await api(`/subscribers/${anna}/resume`, 'editor', {})).toEqual({ paused: false });
    expect((await members.editor.submit('/staff/subscribers/nobody/pause', {})).answer.status).toBe(404);
  });
});
