// Every story of tests/journeys/stories, told twice: by the interpreter alone and by the whole pipeline over memory.
import { describe, expect, it } from 'vitest';
import { type Story, stories } from './story.ts';
import { tellByInterpreter } from './tell-by-interpreter.ts';
import { tellByPipeline } from './tell-by-pipeline.ts';
import type { Told } from './told.ts';

const expectedOf = ({ sends, passed, ends, notices, tags }: Story): Told => ({ sends, passed, ends, notices, tags });

describe('stories', () => {
  it('are at least sixty, each with a name of its own', () => {
    expect(stories.length).toBeGreaterThanOrEqual(60);
    expect(new Set(stories.map(({ file, story }) => `${file}: ${story}`)).size).toBe(stories.length);
  });

  it('say what is to happen: something is sent, or the walk has an end', () => {
    expect(stories.filter(({ sends, ends }) => sends.length === 0 && Object.keys(ends).length === 0)).toEqual([]);
  });
});

describe.each([...Map.groupBy(stories, ({ file }) => file)])('%s, by the interpreter alone', (_file, own) => {
  it.each(own.filter(({ pipelineOnly }) => pipelineOnly === undefined))('$story', (story) => {
    expect(tellByInterpreter(story)).toEqual(expectedOf(story));
  });
});

describe.each([...Map.groupBy(stories, ({ file }) => file)])('%s, by the pipeline', (_file, own) => {
  it.each(own)('$story', async (story) => {
    expect(await tellByPipeline(story)).toEqual(expectedOf(story));
  });
});
