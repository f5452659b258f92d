// Compiles templates/segments/*.yaml: named predicates that journeys branch and begin by, and newsletters go to.

import { questionIds } from '../../functions/domain/questions.ts';
import type { Segment } from '../../functions/domain/segment.ts';
import { compilePredicate, type Named } from './compile-condition.ts';
import { segmentSchema } from './journey-schema.ts';
import { likely } from './likely-name.ts';
import type { Problem } from './problem.ts';
import { type Reporter, readYaml } from './yaml-source.ts';

export function compileSegments(files: readonly { readonly file: string; readonly text: string }[]): {
  readonly segments: readonly Segment[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const segments = files.flatMap(({ file, text }): Segment[] => {
    const { value, problems: found, report } = readYaml(file, text, segmentSchema);
    problems.push(...found);
    if (!value) return [];
    const names: Named[] = [];
    const where = compilePredicate(value.where, ['where'], { segments: new Map(), note: (named) => names.push(named) });
    problems.push(...names.flatMap((named) => problemOf(named, report)));
    const expected = `${value.id}.yaml`;
    if (!file.endsWith(`/${expected}`)) {
      problems.push(
        report.at(['id'], `The segment "${value.id}" is in the wrong file.`, `Name the file ${expected}.`, 'value'),
      );
    }
    return [{ id: value.id, title: value.title, where }];
  });
  return { segments, problems };
}

function problemOf({ kind, name, path }: Named, report: Reporter): Problem[] {
  if (kind === 'question' && !questionIds.includes(name)) {
    const remedy = `${likely(name, questionIds)}Questions are: ${questionIds.join(', ')}.`;
    return [report.at(path, `No e-mail asks the question "${name}".`, remedy, 'value')];
  }
  if (kind === 'segment') {
    const remedy = 'Write its conditions here as well.';
    return [report.at(path, 'A segment cannot name another segment.', remedy)];
  }
  if (kind !== 'deed' && kind !== 'step') return [];
  const remedy = 'Say it in a journey, where the step is known; a segment says what somebody is.';
  return [report.at(path, 'A segment knows nothing of the steps of journeys.', remedy)];
}
