// Files: their length, their names, their headers; nothing of one machine or one registry in any of them.
import { describe, expect, it } from 'vitest';
import { everyFile, sources } from './sources.ts';

const mostLines = 400;
const manyLines = 300;
const vagueNames = /(^|\/)(utils?|helpers?|common|types?|misc|shared)(\.[a-z.]+)?(\/|$)/;
const ours = everyFile.filter(({ path }) => path !== 'package-lock.json');

describe('files', () => {
  it(`have at most ${mostLines} lines`, () => {
    const long = sources.filter(({ lines }) => lines.length > manyLines);
    if (long.length > 0) {
      console.warn(
        `Grown past ${manyLines} lines: ${long.map(({ path, lines }) => `${path} (${lines.length})`).join(', ')}`,
      );
    }
    expect(long.filter(({ lines }) => lines.length > mostLines).map(({ path }) => path)).toEqual([]);
  });

  it('are named for what is in them, in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/;
    const misnamed = sources.filter(({ path }) => vagueNames.test(path) || !kebab.test(path.split('/').at(-1) ?? ''));
    expect(misnamed.map(({ path }) => path)).toEqual([]);
  });

  it('begin by saying what they are for', () => {
    const isHeader = (line = '') => /^\/\/ \S.{25,}/.test(line);
    const nameless = sources.filter(({ lines }) => !isHeader(lines[0]?.startsWith('#!') ? lines[1] : lines[0]));
    expect(nameless.map(({ path }) => path)).toEqual([]);
  });

  it('hold no path of one machine', () => {
    const machinePath = /(^|[\s"'`(=])(\/(home|Users|root|work|mnt)\/[\w.-]+|[A-Z]:\\\\?Users)/;
    expect(found(machinePath)).toEqual([]);
  });

  it('hold no address of a package registry', () => {
    expect(
      found(/registry\.(npmjs|yarnpkg)\.|^\s*(@[\w-]+:)?registry\s*=|files\.pythonhosted|(index|extra-index)-url/),
    ).toEqual([]);
  });

  it('leave nothing to be done later', () => {
    expect(found(/\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/)).toEqual([]);
  });
});

describe('package-lock.json', () => {
  it('names versions and hashes, not where one machine fetched them', () => {
    const lock = everyFile.find(({ path }) => path === 'package-lock.json');
    expect(lock?.text).toContain('"lockfileVersion": 3');
    expect(lock?.text).not.toContain('"resolved"');
  });
});

function found(pattern: RegExp): string[] {
  return ours.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}
