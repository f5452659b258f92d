// `grade` at the terminal: a line of JSON each, the confusion table where labels are, and a clear word for a bad line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCli } from '../../infra/local/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterglow-grade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

async function grade(lines: readonly (object | string)[]): Promise<{ said: string[]; failed: string }> {
  const path = join(folder, 'events.jsonl');
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const said: string[] = [];
  const terminal = { print: (text: string) => void said.push(text), table: () => {}, confirm: async () => false };
  const failed = await runCli(['grade', '--input', path], terminal).then(
    () => '',
    (error: Error) => error.message.replace(path, 'events.jsonl'),
  );
  return { said, failed };
}

const click = {
  kind: 'click',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  ip: '203.0.113.9',
  deliveredAt: '2027-01-04T09:00:00Z',
  at: '2027-01-04T11:00:00Z',
  link: 0,
  linkCount: 5,
};

it('grades each line and compares with the labels', async () => {
  const { said, failed } = await grade([
    { ...click, label: 'human', why: 'any other field is left alone' },
    { ...click, headers: { ':method': 'HEAD' }, label: 'machine' },
    { ...click, link: 1, earlier: [{ ...click, at: '2027-01-04T10:59:59.995Z' }], label: 'machine' },
  ]);
  expect(failed).toBe('');
  expect(said.slice(0, 3).map((line) => JSON.parse(line))).toEqual([
    { grade: 'human', confidence: 0.9, reasons: ['one-link', 'time-to-read'] },
    { grade: 'machine', confidence: 0.95, reasons: ['not-get'] },
    { grade: 'machine', confidence: 0.9, reasons: ['burst-of-links'] },
  ]);
  expect(said.slice(3).join('\n')).toContain('precision of human clicks 1.0000, recall 1.0000');
});

it('names line and field of what it cannot read, and grades the rest', async () => {
  const { said, failed } = await grade([click, '{"kind":', { ...click, kind: 'look', at: 'yesterday' }, click]);
  expect(said.map((line) => Object.keys(JSON.parse(line))[0])).toEqual(['grade', 'error', 'error', 'grade']);
  expect(failed).toContain('2 of 4 lines could not be read');
  expect(failed).toContain('events.jsonl, line 2: is not JSON');
  expect(failed).toContain('line 3: kind: must be "open" or "click"; at: must be a time');
});

it('takes lines as logs have them: names of headers in any case, nothing known as null, no delivery time, any form of address', async () => {
  const { deliveredAt, ...undelivered } = click;
  const { said, failed } = await grade([
    { ...click, headers: { 'Sec-Purpose': 'prefetch;prerender' } },
    { ...click, headers: { ':METHOD': 'OPTIONS' } },
    { ...click, userAgent: null, ip: null },
    { ...undelivered, link: null, linkCount: null, earlier: null, headers: null },
    { ...click, ip: '::ffff:40.107.1.9' },
    { ...click, ip: '2a01:111:f403:c111::7' },
    { ...click, at: deliveredAt, deliveredAt: click.at },
    { ...click, label: 'likely-human' },
  ]);
  expect(failed).toBe('');
  expect(said.slice(0, 8).map((line) => JSON.parse(line).reasons[0])).toEqual([
    'declared-prefetch',
    'not-get',
    'no-browser',
    'one-link',
    'scanner-network',
    'scanner-network',
    'before-delivery',
    'one-link',
  ]);
  expect(said.slice(8).join('\n')).toContain('labelled human           1');
});

it.each([
  [{ ...click, userAgent: undefined }, 'userAgent: must be a text'],
  [{ ...click, ip: '999.1.2.3' }, 'ip: must be an IPv4 or IPv6 address'],
  [{ ...click, at: undefined }, 'at: must be a time'],
  [{ ...click, deliveredAt: 'soon' }, 'deliveredAt: must be a time'],
  [{ ...click, link: -1 }, 'link: counts from 0'],
  [{ ...click, link: 'main' }, 'link: must be a whole number'],
  [{ ...click, headers: ['HEAD'] }, 'headers: must be an object'],
  [{ ...click, headers: { accept: 3 } }, 'headers.accept: must be a text'],
  [{ ...click, earlier: {} }, 'earlier: must be a list'],
  [{ ...click, earlier: [click, { ...click, kind: 'x' }] }, 'earlier.1.kind: must be "open" or "click"'],
  [{ ...click, label: 'person' }, 'label: must be one of human, machine, unknown'],
  ['[]', 'the line: '],
  ['"click"', 'the line: '],
  ['null', 'the line: '],
] as const)('names the field of %j', async (line, problem) => {
  const { said, failed } = await grade([line, click]);
  expect(failed).toContain(`line 1: ${problem}`);
  expect(said.map((one) => Object.keys(JSON.parse(one))[0])).toEqual(['error', 'grade']);
});

it('says what is missing', async () => {
  const terminal = { print: () => {}, table: () => {}, confirm: async () => false };
  await expect(runCli(['grade'], terminal)).rejects.toThrow('--input FILE.jsonl');
  await expect(runCli(['grade', '--input', join(folder, 'none')], terminal)).rejects.toThrow('cannot be read (ENOENT)');
});
