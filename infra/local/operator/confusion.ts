// How grades compare with labels: a confusion table, precision and recall for opens and clicks; unknowable labels are left out.
import type { Grade } from '../../../functions/domain/evidence.ts';

export const labels = ['human', 'machine', 'unknown'] as const;
export type Label = (typeof labels)[number];
type Kind = 'open' | 'click';

export interface Judged {
  readonly kind: Kind;
  readonly label: Label;
  readonly grade: Grade;
}

export interface Score {
  readonly kind: Kind;
  /** Of what was taken for human or likely human, the share that is; 1 where nothing was. */
  readonly precision: number;
  /** Of what is human, the share that was taken for human or likely human; 1 where nothing is. */
  readonly recall: number;
}

const taken = (grade: Grade): Label => (grade === 'likely-human' ? 'human' : grade);
const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/** Of one kind; events labelled `unknown` count in neither figure. */
export function score(judged: readonly Judged[], kind: Kind): Score {
  const known = judged.filter((one) => one.kind === kind && one.label !== 'unknown');
  const takenHuman = known.filter(({ grade }) => taken(grade) === 'human');
  const human = known.filter(({ label }) => label === 'human');
  const right = human.filter(({ grade }) => taken(grade) === 'human').length;
  return { kind, precision: share(right, takenHuman.length), recall: share(right, human.length) };
}

/** Lines to print: a table of labels against grades for each kind, and the two figures under it. */
export function confusionLines(judged: readonly Judged[]): string[] {
  return (['open', 'click'] as const).flatMap((kind) => {
    const ours = judged.filter((one) => one.kind === kind);
    if (ours.length === 0) return [];
    const rows = labels.map((label) => {
      const counts = labels.map((to) => ours.filter((one) => one.label === label && taken(one.grade) === to).length);
      return `  labelled ${label.padEnd(8)}${counts.map((count) => String(count).padStart(9)).join('')}`;
    });
    const { precision, recall } = score(judged, kind);
    return [
      `${kind}s, graded as     ${labels.map((label) => label.padStart(9)).join('')}`,
      ...rows,
      `  precision of human ${kind}s ${precision.toFixed(4)}, recall ${recall.toFixed(4)} (likely-human counts as human; labelled unknown is left out)`,
    ];
  });
}
