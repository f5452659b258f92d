// The labelled events: enough of them, each with its evidence, and graded well on the part the rules know and the part they do not.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confusionLines, type Judged, score } from '../../infra/local/operator/confusion.ts';
import { gradeLine, readLine } from '../../infra/local/operator/grade-commands.ts';

function linesOf(part: string): (Judged & { readonly why: string; readonly text: string })[] {
  const file = new URL(`./${part}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((text) => {
      const line = readLine(text);
      if (typeof line === 'string') throw new Error(line);
      const { why } = JSON.parse(text) as { why: string };
      if (!line.label) throw new Error(`No label: ${text}`);
      return { kind: line.kind, label: line.label, grade: gradeLine(line).grade, why, text };
    });
}

const fewestEvents = { engagement: 300, 'held-out': 100, 'second-held-out': 100, 'third-held-out': 70 };

describe.each(Object.entries(fewestEvents))('%s.jsonl', (part, fewest) => {
  const lines = linesOf(part);

  it('names the evidence of every label and repeats no event', () => {
    expect(lines.length).toBeGreaterThanOrEqual(fewest);
    for (const { why, text } of lines) expect(why.length, text).toBeGreaterThanOrEqual(20);
    expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length);
  });

  it('is graded within the targets', () => {
    const opens = score(lines, 'open');
    const clicks = score(lines, 'click');
    const table = confusionLines(lines).join('\n');
    expect(opens.precision, table).toBeGreaterThanOrEqual(0.95);
    expect(clicks.precision, table).toBeGreaterThanOrEqual(0.98);
    expect(opens.recall, table).toBeGreaterThanOrEqual(0.9);
    expect(clicks.recall, table).toBeGreaterThanOrEqual(0.9);
  });
});
