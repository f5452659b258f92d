// `grade --input FILE.jsonl`: what the grading takes recorded opens and clicks for, and how well that fits their labels.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { EvidenceEvent, Graded } from '../../../functions/domain/evidence.ts';
import { gradeEvent } from '../../../functions/domain/grading.ts';
import { shortenedIp } from '../../../functions/web/hits/visit.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';
import { confusionLines, type Judged, labels } from './confusion.ts';

const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2027-01-04T09:00:00Z' })
  .transform((text) => Date.parse(text));
/** What a log leaves empty comes as null: for an agent or an address that is "", for anything else the same as left out. */
const emptyForNull = (value: unknown): unknown => value ?? (value === null ? '' : undefined);
const visitFields = {
  kind: z.enum(['open', 'click'], { error: 'must be "open" or "click"' }),
  userAgent: z.preprocess(emptyForNull, z.string({ error: 'must be a text, "" where none was sent' })),
  ip: z.preprocess(
    emptyForNull,
    z
      .string({ error: 'must be a text, "" where it is not known' })
      .refine((ip) => ip === '' || shortenedIp(ip) !== '', 'must be an IPv4 or IPv6 address, or ""'),
  ),
  at: instant,
  link: z.int('must be a whole number').min(0, 'counts from 0').nullish(),
};
/** Names of headers have no case; they are kept in lower case. */
const headers = z
  .record(z.string(), z.string('must be a text'), 'must be an object of texts by header name')
  .transform((sent) => Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])))
  .nullish();
const lineSchema = z.object({
  ...visitFields,
  headers,
  /** Left out where nobody knows when it was delivered: then time says nothing. */
  deliveredAt: instant.nullish(),
  linkCount: z.int('must be a whole number').min(0, 'must not be below 0').nullish(),
  earlier: z.array(z.object({ ...visitFields, headers }), 'must be a list').nullish(),
  label: z
    .preprocess(
      (label) => (label === 'likely-human' ? 'human' : label),
      z.enum(labels, { error: `must be one of ${labels.join(', ')}` }),
    )
    .nullish(),
});
export type GradeLine = z.infer<typeof lineSchema>;

export const gradeCommands: Readonly<Record<string, Command>> = {
  grade: {
    usage: 'grade --input FILE.jsonl',
    does: 'says what opens and clicks are taken for; with labels, how well',
    options: { input: { type: 'string' } },
    run: gradeFile,
  },
};

/** Prints one line of JSON for each line; a line it cannot read gets `{"error"}`, and the command fails at the end. */
async function gradeFile({ options, terminal }: Asked): Promise<void> {
  const { input } = options;
  if (typeof input !== 'string') throw new StartProblem('grade needs --input FILE.jsonl, one open or click a line.');
  const judged: Judged[] = [];
  const bad: string[] = [];
  let number = 0;
  for await (const text of linesOf(input)) {
    number++;
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (typeof line === 'string') {
      bad.push(`${input}, line ${number}: ${line}`);
      terminal.print(JSON.stringify({ error: `line ${number}: ${line}` }));
      continue;
    }
    const graded = gradeLine(line);
    terminal.print(JSON.stringify(graded));
    if (line.label) judged.push({ kind: line.kind, label: line.label, grade: graded.grade });
  }
  for (const said of confusionLines(judged)) terminal.print(said);
  if (bad.length > 0)
    throw new StartProblem(`${bad.length} of ${number} lines could not be read:\n${bad.slice(0, 10).join('\n')}`);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new StartProblem(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}); --input names a file of JSON lines.`,
    );
  }
}

/** The line, or what is wrong with it, naming the field. */
export function readLine(text: string): GradeLine | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'is not JSON; each line is one object such as {"kind":"open","userAgent":"…",…}';
  }
  const read = lineSchema.safeParse(json);
  if (read.success) return read.data;
  return read.error.issues.map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`).join('; ');
}

/** As the record of a slot is graded: every address shortened first, the earlier events beside this one. */
export function gradeLine({ earlier, deliveredAt, linkCount, ...line }: GradeLine): Graded {
  const event = toEvent(line);
  return gradeEvent(event, [...(earlier ?? []).map(toEvent), event], deliveredAt ?? undefined, linkCount ?? undefined);
}

function toEvent({ kind, userAgent, ip, at, link, headers: sent }: Omit<GradeLine, 'deliveredAt'>): EvidenceEvent {
  return {
    kind,
    userAgent,
    ip: shortenedIp(ip),
    at,
    ...(typeof link === 'number' && { link }),
    ...(sent && { headers: sent }),
  };
}
