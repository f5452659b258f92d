// Reads the broken journeys of tests/journeys/broken as the build would, with the clinic's own e-mails to speak of.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templates } from '../../.build/templates.mjs';
import clinic from '../../clinic.config.ts';
import type { Known } from '../../infra/build/check-journey.ts';
import { readJourney } from '../../infra/build/journeys.ts';
import { describeProblem } from '../../infra/build/problem.ts';

export const brokenFolder = fileURLToPath(new URL('broken', import.meta.url));

export const brokenNames: readonly string[] = readdirSync(brokenFolder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''))
  .sort();

export const clinicKnows: Known = {
  templates: new Map(
    Object.entries(templates).map(([name, { kind, links, alternateSubject }]) => [
      name,
      { kind, links: links.map((link) => link.name), alternateSubject: alternateSubject !== undefined },
    ]),
  ),
  segments: new Map(),
  journeys: new Set(['acne-scars', ...brokenNames]),
  cap: clinic.caps,
};

/** What the build would print. */
export function complaintsOf(name: string): string {
  const file = `broken/${name}.yaml`;
  const { problems } = readJourney(file, readFileSync(join(brokenFolder, `${name}.yaml`), 'utf8'), clinicKnows);
  return problems.map((problem) => `${describeProblem(problem)}\n`).join('');
}
