// The journey language: each mistake is told with its place and remedy, exactly as written down beside the broken example;
// editors are given the same rules.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { journeys } from '../../.build/journeys.mjs';
import { jsonSchemaOf } from '../../infra/build/journey-schema.ts';
import { checkTogether, compileAll, readJourney } from '../../infra/build/journeys.ts';
import { describeProblem } from '../../infra/build/problem.ts';
import { compileSegments } from '../../infra/build/segments.ts';
import { brokenFolder, brokenNames, clinicKnows, complaintsOf } from './broken-journeys.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const templatesDir = join(root, 'templates');

describe('a broken journey', () => {
  // What the language promises to find; each has an example of that name.
  const promised = [
    'unknown-template',
    'unknown-variable',
    'unknown-link',
    'unreachable',
    'cycle',
    'no-end',
    'no-shelf-life',
    'over-the-cap',
    'no-way-for-untracked',
    'not-yaml',
    'unknown-key',
    'negative-wait',
    'circle-without-wait',
    'circle-without-way-out',
  ];

  it('is shown for every mistake the language promises to find', () => {
    expect(brokenNames).toEqual(expect.arrayContaining(promised));
  });

  it.each(brokenNames)('%s is told as the file beside it says', (name) => {
    const complaint = complaintsOf(name);
    expect(complaint).toMatch(/^broken\/[a-z-]+(\/[a-z-]+)?\.yaml:\d+:\d+: error: .+\n {2}\d+ \| .+\n +\| +\^\n {2}\S/);
    expect(complaint).toBe(readFileSync(join(brokenFolder, `${name}.txt`), 'utf8'));
  });

  it('tells of every mistake at once', () => {
    const yaml = readFileSync(join(brokenFolder, 'unknown-template.yaml'), 'utf8');
    const twice = `${yaml}  - send: second\n    template: nothing\n    shelfLife: 2 days\n  - start: nowhere\n`;
    const { journey, problems } = readJourney('two.yaml', twice, clinicKnows);
    expect(journey).toBeUndefined();
    expect(problems.map(({ line }) => line)).toEqual([6, 9, 12]);
  });
});

describe('what the language takes', () => {
  const good = readFileSync(join(templatesDir, 'journeys/acne-scars.yaml'), 'utf8');
  const versionOf = (yaml: string) => readJourney('acne-scars.yaml', yaml, clinicKnows).journey?.version;

  it('does not depend on how lines end, nor on a mark before the first', () => {
    expect(versionOf(good)).toBeDefined();
    expect(versionOf(good.replaceAll('\n', '\r\n'))).toBe(versionOf(good));
    expect(versionOf(`\uFEFF${good}`)).toBe(versionOf(good));
  });

  it('may stand for itself by anchor and alias', () => {
    const steps = '  - wait: &pause 9 days\n  - tag: warm\n  - wait: ';
    const journey = (last: string) =>
      readJourney('x.yaml', `id: x\ntitle: X\nenter: [api]\nsteps:\n${steps}${last}\n  - tag: hot\n`, clinicKnows)
        .journey;
    expect(journey('*pause')?.version).toBe(journey('9 days')?.version);
  });

  it('ends at four hundred steps', () => {
    const long = Array.from({ length: 400 }, (_, index) => `  - tag: t${index}\n`).join('');
    const { problems } = readJourney('long.yaml', `id: long\ntitle: Long\nenter: [api]\nsteps:\n${long}`, clinicKnows);
    expect(problems).toMatchObject([{ line: 4, message: 'A journey has at most 400 steps.' }]);
  });

  it('shows of a very long line what stands around the mistake', () => {
    const { problems } = readJourney('x.yaml', `id: x\ntitle: ${'x'.repeat(3_000)} : y\n`, clinicKnows);
    const [, line = '', mark = ''] = describeProblem(problems[0] as NonNullable<(typeof problems)[0]>).split('\n');
    expect(line.length).toBeLessThan(200);
    expect(line.charAt(mark.indexOf('^'))).not.toBe('');
  });

  it('is one file for each journey, called as the journey is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journeys-'));
    try {
      mkdirSync(join(folder, 'journeys'));
      for (const name of ['acne-scars', 'acne-scars-old'])
        writeFileSync(join(folder, 'journeys', `${name}.yaml`), good);
      await expect(compileAll({ root: folder, templatesDir: folder, known: clinicKnows })).rejects.toThrow(
        'journeys/acne-scars-old.yaml:4:1: error: The journey "acne-scars" is in the wrong file.',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('journeys that begin one another', () => {
  const told = (id: string, rest: string) =>
    readJourney(`${id}.yaml`, `id: ${id}\ntitle: X\n${rest}`, { ...clinicKnows, journeys: new Set(['a', 'b']) });
  const always = 'enter: [api]\nreentry: always\nsteps:\n';

  it.each([
    ['one is walked once', `${always}  - start: b\n`, 'enter: []\nsteps:\n  - start: a\n'],
    [
      'the first is still under way when it is called',
      `${always}  - start: b\n  - wait: 7 days\n  - branch:\n      - when: { tag: warm }\n        do: [{ exit: warm }]\n`,
      `${always}  - branch:\n      - when: { tag: warm }\n      - otherwise: [{ start: a }]\n`,
    ],
    [
      'there is a wait and a way out',
      `${always}  - wait: 180 days\n  - start: b\n`,
      `${always}  - branch:\n      - when: { tag: warm }\n      - otherwise: [{ start: a }]\n`,
    ],
  ])('may, where %s', (_why, a, b) => {
    const both = [told('a', a), told('b', b)];
    expect(both.flatMap(({ problems }) => problems)).toEqual([]);
    expect(checkTogether(both)).toEqual([]);
  });
});

describe('a warning', () => {
  it('is no error: an e-mail in a round is sent once', () => {
    const yaml = `
id: round
title: Once only
enter: [api]
steps:
  - send: welcome
    shelfLife: 3 days
  - wait: { for: 30 days, since: arrival }
    name: patience
  - send: questions
    shelfLife: 3 days
  - branch:
      - when: { answered: interest }
      - otherwise:
          - go-to: patience
`;
    const { journey, problems, warnings } = readJourney('round.yaml', yaml, clinicKnows);
    expect(problems).toEqual([]);
    expect(journey?.id).toBe('round');
    expect(warnings.map((one) => describeProblem(one, 'warning'))).toEqual([
      [
        'round.yaml:10:5: warning: "questions" is sent once only, however often she comes by.',
        '  10 |   - send: questions',
        '     |     ^',
        '  Move it out of the round, or write the e-mails one after another.',
      ].join('\n'),
    ]);
  });
});

describe('the clinic’s own journeys', () => {
  it('have neither errors nor warnings', async () => {
    const { journeys: compiled, warnings } = await compileAll({ root, templatesDir, known: clinicKnows });
    expect(warnings).toEqual([]);
    expect(compiled).toEqual(journeys);
  });
});

describe('a segment', () => {
  const segment = (where: string) => ({
    file: 'templates/segments/lively.yaml',
    text: `id: lively\ntitle: Lively readers\nwhere: ${where}\n`,
  });

  it('says what somebody is', () => {
    const { segments, problems } = compileSegments([
      segment("{ all: [{ tag: warm }, { not: { answered: { question: interest, answer: 'no' } } }] }"),
    ]);
    expect(problems).toEqual([]);
    expect(segments[0]?.where).toEqual({
      kind: 'all',
      of: [
        { kind: 'tag', tag: 'warm' },
        { kind: 'not', of: { kind: 'attribute', name: 'interest', is: ['no'] } },
      ],
    });
  });

  it.each([
    ['{ opened: welcome }', 'A segment knows nothing of the steps of journeys.'],
    ['{ segment: other }', 'A segment cannot name another segment.'],
    ['{ answered: intrest }', 'No e-mail asks the question "intrest".'],
    ['{ daysSince: { event: enrolment, atLeast: 3 } }', 'A segment knows nothing of the steps of journeys.'],
  ])('refuses %s', (where, message) => {
    const { problems } = compileSegments([segment(where)]);
    expect(problems.map((one) => one.message)).toContain(message);
    expect(problems[0]).toMatchObject({ file: 'templates/segments/lively.yaml', line: 3 });
  });
});

describe('the schemas that editors complete by', () => {
  it.each([
    ['journey', 'journeys/journey.schema.json'],
    ['segment', 'segments/segment.schema.json'],
  ] as const)('are those the build checks by: %s', (kind, path) => {
    expect(readFileSync(join(templatesDir, path), 'utf8')).toBe(jsonSchemaOf(kind));
  });

  it('are named by every journey', async () => {
    const text = readFileSync(join(templatesDir, 'journeys/acne-scars.yaml'), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./journey.schema.json');
  });
});
