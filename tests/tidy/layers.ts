// Who may import whom, as a table: each layer of the house with the layers and packages it may use.
// "Values" are what runs; "types" are erased and bind nothing together at run time.

export interface Layer {
  readonly name: string;
  /** Matches the paths of its files; the first layer that matches owns a file. */
  readonly files: RegExp;
  readonly values: readonly string[];
  readonly types: readonly string[];
  readonly packages: RegExp;
}

const none = /^$/;
const any = /./;
const everyLayer = ['*'];

export const layers: readonly Layer[] = [
  { name: 'tests', files: /^(tests\/|vitest\.)/, values: everyLayer, types: [], packages: any },
  {
    name: 'build',
    files: /^infra\/build\//,
    values: ['build', 'config', 'domain', 'adapters', 'ports', 'table', 'generated'],
    types: ['domain', 'ports'],
    packages: any,
  },
  {
    name: 'cloud',
    files: /^infra\/cloud\//,
    values: ['cloud', 'build', 'config', 'cloud config', 'manifest', 'table'],
    // Handlers are known by their paths alone, so that no stack ever runs one.
    types: ['domain', 'ports', 'adapters'],
    packages: any,
  },
  { name: 'cloud config', files: /^cloud\.config\.ts$/, values: ['cloud'], types: [], packages: none },
  { name: 'local', files: /^infra\//, values: everyLayer, types: [], packages: any },
  { name: 'config', files: /^clinic\.config\.ts$/, values: ['clinic check'], types: ['domain'], packages: none },
  { name: 'clinic check', files: /^functions\/clinic\.ts$/, values: ['domain'], types: [], packages: /^zod(\/|$)/ },
  { name: 'manifest', files: /^functions\/manifest\.ts$/, values: [], types: ['ports'], packages: none },
  { name: 'table', files: /^functions\/table\.ts$/, values: ['domain'], types: ['domain'], packages: /^node:crypto$/ },
  {
    name: 'domain',
    files: /^functions\/domain\//,
    values: ['domain'],
    types: [],
    packages: /^temporal-polyfill(\/fns\/|$)/,
  },
  { name: 'ports', files: /^functions\/ports\//, values: ['ports'], types: ['domain'], packages: none },
  {
    name: 'usecases',
    files: /^functions\/usecases\//,
    values: ['usecases', 'domain', 'ports'],
    types: [],
    packages: none,
  },
  {
    name: 'adapters',
    files: /^functions\/adapters\//,
    values: ['adapters', 'ports', 'domain', 'table', 'generated'],
    types: [],
    packages: any,
  },
  {
    name: 'composition',
    files: /^functions\/composition\//,
    values: ['composition', 'adapters', 'config', 'table', 'generated'],
    types: ['domain', 'ports'],
    packages: /^(@aws-sdk\/|hono\/aws-lambda$)/,
  },
  {
    name: 'handlers',
    files: /^functions\/handlers\//,
    values: ['handlers', 'usecases', 'web', 'composition'],
    types: ['domain', 'ports'],
    packages: /^(zod|hono)(\/|$)/,
  },
  {
    name: 'web',
    files: /^functions\/web\//,
    // Ports for the errors they refuse with, which a page answers in words.
    values: ['web', 'usecases', 'domain', 'ports'],
    types: [],
    packages: /^(?!@aws-sdk|aws-cdk|node:fs)/,
  },
];

const generated = /^\.build\//;

export function layerOf(path: string): Layer | undefined {
  return layers.find(({ files }) => files.test(path));
}

/** Whether a file of a layer may import that path, for its values or for its types alone. */
export function mayImport(layer: Layer, path: string, typeOnly: boolean): boolean {
  const wanted = generated.test(path) ? 'generated' : layerOf(path)?.name;
  const allowed = typeOnly ? [...layer.values, ...layer.types] : layer.values;
  return allowed.includes('*') || (wanted !== undefined && allowed.includes(wanted));
}
