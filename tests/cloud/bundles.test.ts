// What is in a bundle: the functions on the send path stay small and carry neither MJML, nor the CDK, nor pages.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import { type BundledHandler, bundleHandlers } from '../../infra/local/bundled/bundle-handlers.ts';

/** The send path's functions; the e-mails in send-batch count too. */
const sendPath: readonly FunctionName[] = ['tick', 'advance', 'sendBatch', 'record'];
const largestKb = 600;

let outdir = '';
let bundles: BundledHandler[] = [];

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'afterglow-bundles-'));
  bundles = await bundleHandlers(Object.keys(functions) as FunctionName[], outdir);
});

afterAll(() => rm(outdir, { recursive: true, force: true }));

const bundleOf = (name: FunctionName): BundledHandler => {
  const found = bundles.find((bundle) => bundle.name === name);
  if (!found) throw new Error(`${name} was not bundled.`);
  return found;
};

const inputsLike = ({ inputs }: BundledHandler, pattern: RegExp) =>
  Object.keys(inputs).filter((path) => pattern.test(path));

describe.each(sendPath)('the bundle of %s', (name) => {
  it(`has at most ${largestKb} KB`, () => {
    expect(bundleOf(name).bytes).toBeLessThanOrEqual(largestKb * 1024);
  });

  it('holds no MJML, no template compiler and no page', () => {
    const heavy = /node_modules\/(mjml|handlebars\/dist\/cjs\/handlebars\/compiler|hono|echarts)|functions\/web\//;
    expect(inputsLike(bundleOf(name), heavy)).toEqual([]);
  });
});

describe('every bundle', () => {
  it('leaves out what only builds, deploys and tests', () => {
    const foreign =
      /node_modules\/(aws-cdk|constructs|dynalite|fauxqs|aws-ses-v2-local|oidc-provider)|^(infra|tests)\//;
    expect(bundles.flatMap((bundle) => inputsLike(bundle, foreign))).toEqual([]);
  });

  it('needs nothing from outside at once: only ways to credentials that Lambda never takes', () => {
    const needed = bundles.flatMap(({ name, outside }) => outside.map(({ path, kind }) => `${name} ${kind} ${path}`));
    expect(needed.filter((line) => !/ dynamic-import @(aws-sdk|smithy)\/credential-provider-/.test(line))).toEqual([]);
  });

  it('knows nothing of what exists locally alone', () => {
    expect(bundles.flatMap((bundle) => inputsLike(bundle, /mailbox|_local/))).toEqual([]);
  });

  it.each(Object.keys(functions) as FunctionName[])('of %s loads by itself and exports a handler', async (name) => {
    // In a Node of its own: the test runner would transform the megabytes first, and Lambda does not.
    const script = `console.log(typeof (await import(${JSON.stringify(pathToFileURL(bundleOf(name).file).href)})).handler)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout.trim()).toBe('function');
  });
});
