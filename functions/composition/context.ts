// What every factory of this folder builds from: settings, clock, keys and clients made once. Reading the environment
// happens here and nowhere else; the local runner hands in a context of its own instead.
import clinicConfig from '../../clinic.config.ts';
import { randomIds } from '../adapters/ids.ts';
import { type Keys, loadKeys, noKeys } from '../adapters/keys.ts';
import type { Clinic } from '../domain/clinic.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { QueueName } from '../ports/queue.ts';

export interface Settings {
  readonly tableName: string;
  /** Only the queues a function may write to. */
  readonly queueUrls: Readonly<Partial<Record<QueueName, string>>>;
  readonly configurationSet: string;
  /** CloudWatch's namespace for what is measured; without it nothing is. */
  readonly metrics?: string;
  /** Whether CloudFront stands in front of the API, so that the gateway sees its address instead of the visitor's. */
  readonly isBehindEdge?: boolean;
  /** Sign-in of staff: an OpenID Connect provider. */
  readonly oidc: { readonly issuer: string; readonly clientId: string };
  /** Set by the local runner and by tests; in the cloud the SDK finds its own. */
  readonly endpoints?: { readonly [Service in 'dynamodb' | 'sqs' | 'sesv2' | 'sns']?: string };
}

/** What every SDK client of this context is made with. Local engines take any credentials. */
export function clientConfig(context: Context, service: keyof NonNullable<Settings['endpoints']>) {
  const endpoint = context.settings.endpoints?.[service];
  if (!endpoint) return {};
  return { endpoint, region: 'eu-west-2', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

export interface Context {
  readonly settings: Settings;
  readonly clinic: Clinic;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly keys: Keys;
  /** Makes a client or store once per context: `context.once('table', () => new DynamoDBClient({}))`. */
  once<Made>(name: string, make: () => Made): Made;
}

export function makeContext(parts: Omit<Context, 'once'>): Context {
  const made = new Map<string, unknown>();
  return {
    ...parts,
    once<Made>(name: string, make: () => Made): Made {
      if (!made.has(name)) made.set(name, make());
      return made.get(name) as Made;
    },
  };
}

/** The context of a Lambda: names from its environment, keys from Secrets Manager. Throws on what is missing. */
export async function contextFromEnvironment(): Promise<Context> {
  const queueUrls = Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => name.startsWith('AFTERGLOW_QUEUE_'))
      .map(([name, url]) => [name.slice('AFTERGLOW_QUEUE_'.length), url]),
  );
  const keysSecret = process.env.AFTERGLOW_KEYS_SECRET;
  return makeContext({
    settings: {
      tableName: required('AFTERGLOW_TABLE'),
      queueUrls,
      configurationSet: process.env.AFTERGLOW_CONFIGURATION_SET ?? '',
      metrics: process.env.AFTERGLOW_METRICS ?? '',
      isBehindEdge: process.env.AFTERGLOW_BEHIND_EDGE === 'yes',
      oidc: { issuer: process.env.AFTERGLOW_OIDC_ISSUER ?? '', clientId: process.env.AFTERGLOW_OIDC_CLIENT_ID ?? '' },
    },
    clinic: clinicConfig,
    clock: { now: () => Date.now() },
    ids: randomIds,
    // Only functions that use keys are told where they are, and only those read them.
    keys: keysSecret ? await loadKeys(keysSecret) : noKeys,
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Environment variable ${name} is missing; the stack sets it from the manifest.`);
  return value;
}
