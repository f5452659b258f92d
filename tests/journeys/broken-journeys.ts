// Reads the broken journeys of tests/journeys/broken as the build would, with the clinic's own e-mails to speak of.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templates } from '../../.build/templates.mjs';
import clinic from '../../clinic.config.ts';
import type { Known } from '../../infra/build/check-journey.ts';
import { checkTogether, readJourney } from '../../infra/build/journeys.ts';
import { describeProblem } from '../../infra/build/problem.ts';

export const brokenFolder = fileURLToPath(new URL('broken', import.meta.url));

/** One file each, or a folder of several that are wrong only together. */
export const brokenNames: readonly string[] = readdirSync(brokenFolder)
  .filter((file) => !file.endsWith('.txt'))
  .map((file) => file.replace('.yaml', ''))
  .sort();

function filesOf(name: string): string[] {
  if (existsSync(join(brokenFolder, `${name}.yaml`))) return [`${name}.yaml`];
  return readdirSync(join(brokenFolder, name))
    .sort()
    .map((file) => `${name}/${file}`);
}

export const clinicKnows: Known = {
  templates: new Map(
    Object.entries(templates).map(([name, { kind, links, alternateSubject }]) => [
      name,
      { kind, links: links.map((link) => link.name), alternateSubject: alternateSubject !== undefined },
    ]),
  ),
  segments: new Map(),
  journeys: new Set(['acne-scars', ...brokenNames.flatMap(filesOf).map((file) => file.replace(/^.*\/|\.yaml$/g, ''))]),
  cap: clinic.caps,
};

/** What the build would print. */
export function complaintsOf(name: string): string {
  const compiled = filesOf(name).map((file) =>
    readJourney(`broken/${file}`, readFileSync(join(brokenFolder, file), 'utf8'), clinicKnows),
  );
  const problems = [...compiled.flatMap((one) => one.problems), ...checkTogether(compiled)];
  return problems.map((problem) => `${describeProblem(problem)}\n`).join('');
}
