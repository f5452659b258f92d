// What each function could ask of AWS, read from its code: the use cases that are left in its bundle, the methods of ports they call,
// and what the adapters make of each method. It finds the branches that a lived-through month does not take.
import { build } from 'esbuild';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import { esbuildOptions, handlerPath, projectRoot } from '../../infra/cloud/bundling.ts';
import type { Call } from './recorded-calls.ts';

/** A versioned save whose answer was lost reads the item again, to find its own token there. */
const savedIn = (partition: string) => [`PutItem ${partition}`, `GetItem ${partition}`];
const paced = [...savedIn('sending'), 'ses:GetAccount'];

const adapters: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  subscribers: {
    get: ['GetItem people'],
    getMany: ['GetItem people'],
    save: savedIn('people'),
    page: ['Query index/audience audience'],
    members: ['Query index/audience audience'],
  },
  enrolments: { getMany: ['GetItem people'], ofSubscriber: ['Query people'], save: savedIn('people') },
  batches: {
    plan: ['PutItem batches'],
    get: ['GetItem batches'],
    getMany: ['GetItem batches'],
    recipients: ['GetItem batches'],
    change: ['UpdateItem batches', 'GetItem batches'],
    add: ['UpdateItem batches'],
  },
  evidence: { merge: savedIn('batches'), getMany: ['GetItem batches'] },
  metrics: {
    markDirty: ['GetItem numbers', 'UpdateItem numbers'],
    read: ['GetItem numbers', 'Query batches'],
    saveTotals: ['UpdateItem numbers'],
    totals: ['Query numbers'],
    totalsSince: ['Query numbers'],
    proof: ['GetItem proof'],
    raiseProof: ['UpdateItem proof'],
    claimProbe: ['UpdateItem proof'],
  },
  broadcasts: {
    get: ['GetItem broadcasts'],
    list: ['Query broadcasts'],
    lately: ['Query broadcasts'],
    contentKey: ['GetItem broadcasts'],
    save: savedIn('broadcasts'),
    putSlice: ['PutItem slices', 'GetItem slices'],
    getSlice: ['GetItem slices'],
  },
  journeys: { version: ['GetItem journeys'], keepCurrent: ['PutItem journeys'], everyStep: ['Query journeys'] },
  linkTables: {
    put: ['PutItem links'],
    get: ['GetItem links'],
    setWithdrawn: ['UpdateItem links', 'PutItem withdrawn'],
    withdrawn: ['Query withdrawn'],
  },
  links: { get: ['GetItem links'] },
  blobs: { put: ['PutItem blobs'], get: ['GetItem blobs'] },
  control: { get: ['GetItem sending'], save: savedIn('sending') },
  pace: { reserve: paced, brake: savedIn('sending'), view: ['GetItem sending', 'ses:GetAccount'] },
  receipts: { has: ['GetItem receipts'], note: ['PutItem receipts'] },
  leads: {
    noted: ['GetItem batches'],
    put: ['PutItem batches', 'GetItem batches', 'PutItem leads'],
    page: ['Query leads'],
  },
  reviews: { begin: ['PutItem review'], get: ['GetItem review'], save: savedIn('review') },
  notices: {
    put: ['PutItem people', 'GetItem people', 'PutItem notices'],
    latest: ['Query notices'],
    mail: ['GetItem notices'],
    saveMail: savedIn('notices'),
  },
  mailer: { sendBulk: ['ses:SendBulkEmail'], sendOne: ['ses:SendEmail'] },
};

export async function reachedCalls(name: FunctionName): Promise<Set<Call>> {
  const sections = await ownSections(name);
  const methods = Object.entries(adapters).flatMap(([port, known]) =>
    Object.entries(known).map(([method, calls]) => ({ called: calling(port, method), calls })),
  );
  const calls = methods.flatMap(({ called, calls: made }) => (sections.some((one) => called.test(one)) ? made : []));
  const queues = sections.flatMap((one) => [
    ...one.matchAll(/(?:queues\.send|trySend)\(\s*(?:\w+\.queues,\s*)?"(\w+)"/g),
  ]);
  return new Set([
    ...calls.map((call) => (call.startsWith('ses:') ? call : `dynamodb:${call}`)),
    ...queues.map(([, queue]) => `sqs:SendMessage ${queue}`),
  ]);
}

/** `deps.batches.get(`, or `batches.save(` where the port was handed over alone; there, `get` would be any Map's. */
function calling(port: string, method: string): RegExp {
  const alone = method === 'get' ? '' : `|(?<![.\\w])${port}\\.${method}\\(`;
  return new RegExp(`\\w\\.${port}\\.${method}\\(${alone}`);
}

/** The use cases and pages in a function's bundle, without what was shaken off. esbuild heads each file with its path. */
async function ownSections(name: FunctionName): Promise<string[]> {
  const { outputFiles } = await build({
    ...esbuildOptions,
    absWorkingDir: projectRoot,
    entryPoints: [handlerPath(functions[name].entry)],
    outdir: 'unused',
    minify: false,
    sourcemap: false,
    write: false,
    logLevel: 'error',
  });
  const text = outputFiles[0]?.text ?? '';
  const sections = text.split(/^\/\/ (?=[\w.@/-]+\.(?:tsx?|m?js|cjs)$)/m);
  return sections.filter((section) => /^functions\/(usecases|web)\//.test(section));
}
