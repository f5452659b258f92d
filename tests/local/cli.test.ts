// An operator's terminal, on the data of a runner that runs: what each command does, says and refuses.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeSubscriberStore } from '../../functions/composition/subscriber-store.ts';
import { runCli } from '../../infra/local/cli.ts';
import { silentLog } from '../../infra/local/log.ts';
import type { Terminal } from '../../infra/local/operator/command.ts';
import { type LocalRunner, startLocal } from '../../infra/local/runner.ts';
import { Clinic, Person } from '../journeys/person.ts';
import { recordingTerminal } from './recording-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterglow-cli-'));
const data = join(folder, 'data');
let runner: LocalRunner;

beforeAll(async () => {
  runner = await startLocal({ port: 0, data, rate: 0, startAt: Date.UTC(2027, 0, 4, 15), log: silentLog });
}, 60_000);
afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

function cli(line: string, answer = false): Promise<{ said: string; asked: string[] }> {
  return cliWith(line.split(' ').filter(Boolean), answer);
}

const words = async (args: readonly string[]): Promise<string> => (await cliWith(args)).said;

async function cliWith(args: readonly string[], answer = false): Promise<{ said: string; asked: string[] }> {
  const { terminal, read } = recordingTerminal(answer);
  await runCli([...args, '--data', data], terminal);
  return read();
}

describe('the terminal', () => {
  it('says what there is, and names the remedy for what there is not', async () => {
    expect((await cli('')).said).toContain('reconcile --from TIME');
    await expect(cli('dance')).rejects.toThrow('There is no command "dance"');
    await expect(cli('stop --loudly')).rejects.toThrow("Unknown option '--loudly'");
    await expect(runCli(['status', '--data', join(folder, 'other')], {} as Terminal)).rejects.toThrow('npm start');
    await expect(runCli(['status', '--port', '1'], {} as Terminal)).rejects.toThrow('No Afterglow runs at');
  });

  it('names the option that is mistyped, and what is right', async () => {
    const wrong = (line: string) => expect(runCli(line.split(' '), {} as Terminal)).rejects;
    await wrong('status --port abc').toThrow(
      '--port must be a number from 1 to 65535, not "abc"; write one such as 3000',
    );
    await wrong('status --port 70000').toThrow('--port must be a number');
    await wrong('status --port=').toThrow('--port must be a number');
    await wrong('preview --port 1e3').toThrow(
      '--port must be a number from 0 to 65535, not "1e3"; write one such as 3300',
    );
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await wrong(`preview --out ${file}/gallery`).toThrow(`--out ${file}/gallery cannot be made`);
    vi.stubEnv('PORT', 'many');
    await wrong('status').toThrow('PORT must be a number from 1 to 65535, not "many"');
    vi.unstubAllEnvs();
  });

  it('stops the series and lets it go on', async () => {
    const anna = new Person(new Clinic(runner.origin), 'anna@example.com', false);
    expect((await cli('status')).said).toBe('Sending goes on.');
    expect((await cli('stop')).said).toContain('Marketing mail is paused by operator: emergency-stop');
    await anna.signUp();
    await runner.settle();
    expect(await anna.confirm()).toBe(200);
    await runner.advanceBy(3 * 60 * 60_000);
    expect((await anna.mail()).map(({ template }) => template)).toEqual(['confirm']);
    expect((await cli('resume --yes')).said).toContain('\nSending goes on.');
    await runner.advanceBy(60 * 60_000);
    expect((await anna.mail()).map(({ template }) => template)).toEqual(['confirm', 'welcome']);
  });

  it('keeps the first stop and says so to whoever comes second', async () => {
    const line = (...args: string[]) => words(['stop', ...args]);
    const since =
      /^Marketing mail is paused by operator: emergency-stop \(a wrong price\), since 2027-01-0\d \d\d:\d\d UTC\.$/;
    expect(await line('--because', 'a wrong price')).toMatch(since);
    const second = (await line()).split('\n');
    expect(second[0]).toBe('It was stopped already; nothing changes.');
    expect(second[1]).toMatch(since);
    const third = await line('--everything', '--because', 'all of it');
    expect(third).toContain('It was stopped already; what you said is added.');
    expect(third).toContain('All mail is paused by operator: emergency-stop (a wrong price), since');
    expect(third).toContain('Then by operator, everything: emergency-stop (all of it), 2027-01-0');
    expect((await cli('status')).said).toContain('Then by operator, everything: emergency-stop (all of it)');
    const { said, asked } = await cli('resume');
    expect(said).toContain('Then by operator, everything: emergency-stop (all of it)');
    expect([said.split('\n').at(-1), asked]).toEqual(['Nothing changes.', ['End this, and send again?']]);
    expect((await cli('resume --yes')).said).toContain('\nSending goes on.');
  });

  it('lists what is in doubt or was given up, and sends nothing that is not listed', async () => {
    expect((await cli('doubts')).said).toBe('Nothing is in doubt.\nNothing was given up.');
    expect(await cli('redrive', true)).toEqual({ said: 'Nothing waits to be sent again.', asked: [] });
    await expect(cli('redrive nonesuch')).rejects.toThrow('"doubts" lists what does');
  });

  it('sends again what SES took and then threw away, asked once for one e-mail, and says so when there is nothing more', async () => {
    const [emma, fay] = ['emma', 'fay'].map(
      (name) => new Person(new Clinic(runner.origin), `${name}@example.com`, false),
    );
    for (const person of [emma, fay]) {
      await person?.signUp();
      await runner.settle();
      expect(await person?.confirm()).toBe(200);
      await runner.advanceBy(60_000);
      const { id } = (await person?.mail())?.find(({ template }) => template === 'welcome') ?? {};
      await fetch(`${runner.origin}/_local/messages/${id}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'Reject' }),
      });
    }
    await runner.advanceBy(10 * 60_000);
    expect(
      (await cli('doubts')).said.match(/"of":"step welcome","e-mails":1,"reason":"ses-reject",.*"redrive":"yes"/),
    ).not.toBeNull();
    const declined = await cli('redrive');
    expect(declined.asked).toEqual([
      'Send 2 of step welcome (ses-reject) again? Whoever has had a later e-mail of the series, has left or has had her fill is spared.',
    ]);
    expect(declined.said).toBe('Left as they are: 2 of step welcome (ses-reject).');
    const letter = (await fay?.mail())?.at(-1);
    if (letter) await fay?.leaveByOneClick(letter);
    await runner.settle();
    expect((await cli('redrive --yes')).said).toBe(
      '2 of step welcome (ses-reject): 1 will be sent again within minutes, under the usual rules; 1 spared, because they left, bounced, rest or have reached the goal.',
    );
    await runner.advanceBy(10 * 60_000);
    const had = async (person?: Person) => (await person?.mail())?.map(({ template }) => template);
    expect([await had(emma), await had(fay)]).toEqual([
      ['confirm', 'welcome', 'welcome'],
      ['confirm', 'welcome'],
    ]);
    expect((await cli('redrive --yes')).said).toContain('None will be sent again: 1 spared');
  }, 60_000);

  it('takes a link back in e-mails already sent, and gives it back', async () => {
    const dora = new Person(new Clinic(runner.origin), 'dora@example.com', true);
    await dora.signUp();
    await runner.settle();
    expect(await dora.confirm()).toBe(200);
    await runner.advanceBy(60 * 60_000);
    const mail = (await dora.mail()).find(({ template }) => template === 'welcome');
    const main = mail?.links.find(({ name }) => name === 'main')?.url ?? '';
    await expect(cli('withdraw-link https://elsewhere.example/page')).rejects.toThrow('is no link of ours');
    await expect(cli(`withdraw-link ${main.replace(/[0-9]+$/, '99')}`)).rejects.toThrow('No e-mail has this link');
    expect((await cli(`withdraw-link ${main}`)).said).toContain('The link "main" of "welcome"');
    // The runner looked at this render's links a moment ago, and may believe what it saw for a minute.
    const start = performance.now.bind(performance);
    const aMinuteOn = vi.spyOn(performance, 'now').mockImplementation(() => start() + 61_000);
    const answer = await fetch(main, { redirect: 'manual' });
    aMinuteOn.mockRestore();
    expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('has been taken back')]);
    expect((await cli(`withdraw-link ${main} --restore`)).said).toContain('leads on again');
  }, 60_000);

  it('takes a restored table through its decision', async () => {
    await expect(cli('reconcile')).rejects.toThrow('--from must be the time of the backup');
    // A number would be a year, or a month of 2001, and a time without its zone another one elsewhere.
    for (const from of ['5', '2027-01-04T10:00:00', '2027-02-31T10:00:00Z', 'yesterday'])
      await expect(cli(`reconcile --from ${from}`)).rejects.toThrow('--from must be the time of the backup');
    await expect(cli('reconcile --from 2031-01-01T00:00:00Z')).rejects.toThrow('not in the past');
    await expect(cli('reconcile --from 2027-01-04T10:00:00Z')).rejects.toThrow('Sending goes on.');
    const clara = new Person(new Clinic(runner.origin), 'clara@example.com', false);
    await clara.signUp();
    await runner.settle();
    expect(await clara.confirm()).toBe(200);
    await runner.advanceBy(60_000);
    expect((await cli('restored')).said).toContain('All mail is paused by operator: restore');
    await runner.advanceBy(40 * 60 * 60_000);
    expect((await clara.mail()).map(({ template }) => template)).toEqual(['confirm', 'welcome']);
    await expect(cli('resume')).rejects.toThrow('decide first');
    await expect(cli('leavings --of /tmp/old')).rejects.toThrow("no table's name");
    await expect(cli('reconcile --from 2027-01-04T10:00:00Z --hold --lapse')).rejects.toThrow('Choose one');
    const { said } = await cli('reconcile --from 2027-01-04T10:00:00Z --lapse');
    expect(said).toContain('"now":"lapsed"');
    expect((await cli('status')).said).not.toContain('Held since');
    await cli('resume --yes');
    await runner.advanceBy(24 * 60 * 60_000);
    expect((await clara.mail()).map(({ template }) => template)).toEqual(['confirm', 'welcome']);
  }, 60_000);

  it('suppresses whose mail of the gap bounced, although the restored table knows no such mail', async () => {
    const greta = new Person(new Clinic(runner.origin), 'Greta@Example.com', false);
    await greta.signUp();
    await runner.settle();
    expect((await cli('restored')).said).toContain('All mail is paused');
    expect(await greta.confirm()).toBe(200);
    const at = runner.context.clock.now();
    const tags = { batch: 'G'.repeat(22), slot: '0' };
    const mail = { messageId: 'gap', to: greta.email, from: 'c@x.test', replyTo: [], headers: [], tags, at };
    runner.mail?.add({ subject: 'Of the gap', html: '', text: '' }, [{ mail, events: [{ at, type: 'Bounce' }] }]);
    await runner.advanceBy(60_000);
    const id = makeIdentity(runner.context).subscriberId('greta@example.com');
    const suppression = { reason: 'bounce', at };
    expect(await makeSubscriberStore(runner.context).get(id)).toMatchObject({ status: 'bounced', suppression });
    await cli('reconcile --from 2027-01-04T10:00:00Z --release');
    expect((await cli('resume --yes')).said).toContain('\nSending goes on.');
    await runner.advanceBy(24 * 60 * 60_000);
    expect((await greta.mail()).map(({ template, subject }) => template || subject)).toEqual(['confirm', 'Of the gap']);
  }, 60_000);
});
