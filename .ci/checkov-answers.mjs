// Holds docs/checkov.md to what checkov found: `node .ci/checkov-answers.mjs REPORT.json`. Fails on a finding without an answer, and on
// an answer without a finding.
import { readFileSync } from 'node:fs';

const [report = ''] = process.argv.slice(2);
const parsed = JSON.parse(readFileSync(report, 'utf8'));
const runs = Array.isArray(parsed) ? parsed : [parsed];
const checked = runs.reduce((count, { summary }) => count + (summary?.resource_count ?? 0), 0);
const found = new Map(
  runs
    .flatMap(({ results }) => results?.failed_checks ?? [])
    .map((one) => [one.check_id, `${one.check_name}: ${one.resource}`]),
);
const page = readFileSync(new URL('../docs/checkov.md', import.meta.url), 'utf8');
const answered = new Set([...page.matchAll(/^\| (CKV\w+) \| .+ \| .+ \|$/gm)].map(([, id]) => id));

const problems = [
  ...(checked === 0 ? ['checkov looked at no resource'] : []),
  ...[...found]
    .filter(([id]) => !answered.has(id))
    .map(([id, what]) => `${id} has no answer in docs/checkov.md (${what})`),
  ...[...answered]
    .filter((id) => !found.has(id))
    .map((id) => `${id} is answered in docs/checkov.md and no longer found`),
];
for (const problem of problems) console.error(problem);
console.log(`${checked} resources, ${found.size} kinds of findings, ${answered.size} answers`);
process.exitCode = problems.length > 0 ? 1 : 0;
