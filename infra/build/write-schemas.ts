// Writes the JSON Schemas of the journey language beside the files they describe: `npm run schemas`, after changing the language.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonSchemaOf } from './journey-schema.ts';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));

for (const kind of ['journey', 'segment'] as const) {
  const folder = join(templates, `${kind}s`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${kind}.schema.json`), jsonSchemaOf(kind));
}
