// What issue 3 asks of the bench, each target beside the figure it is about.
import { type FunctionName, functions } from '../../functions/manifest.ts';
import type { Results } from './measure.ts';

interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly unit: string;
  /** Undefined when the measure was not run. */
  figure(results: Results): number | undefined;
}

const kilobyte = 1_024;
/** Their bundles must stay small: they run for every e-mail. */
const onTheSendPath = ['tick', 'advance', 'sendBatch', 'record'] as const;

/** What answers with pages may take longer to load. */
const pageFunctions: ReadonlySet<FunctionName> = new Set(['site', 'staff']);

const at =
  (...path: readonly string[]) =>
  (results: Results): number | undefined => {
    const found = path.reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      results,
    );
    return typeof found === 'number' ? found : undefined;
  };

const targets: readonly Target[] = [
  { what: 'newsletter, sender CPU', atMost: 250, unit: 'us an e-mail', figure: at('broadcast', 'cpuMicrosPerEmail') },
  { what: 'newsletter, writes', atMost: 0.15, unit: 'WU an e-mail', figure: at('broadcast', 'writeUnitsPerEmail') },
  {
    what: 'step in full batches, sender CPU',
    atMost: 3_000,
    unit: 'us an e-mail',
    figure: at('drip', 'cpuMicrosPerEmail'),
  },
  { what: 'step in full batches, writes', atMost: 6, unit: 'WU an e-mail', figure: at('drip', 'writeUnitsPerEmail') },
  {
    what: 'step, each alone, writes',
    atMost: 10,
    unit: 'WU an e-mail',
    figure: at('drip', 'singletons', 'writeUnitsPerEmail'),
  },
  {
    what: 'deliveries in send order, writes',
    atMost: 0.2,
    unit: 'WU an event',
    figure: at('delivery', 'writeUnitsPerEvent'),
  },
  { what: 'cost from 1,000 to 100,000, CPU', atMost: 10, unit: '% apart', figure: at('flatness', 'cpuApartPercent') },
  {
    what: 'cost from 1,000 to 100,000, writes',
    atMost: 10,
    unit: '% apart',
    figure: at('flatness', 'writeUnitsApartPercent'),
  },
  { what: 'memory while sending', atMost: 256, unit: 'MB', figure: peakRssMb },
  ...onTheSendPath.map((name) => ({
    what: `bundle of ${name}`,
    atMost: 600,
    unit: 'KB',
    figure: (results: Results) => {
      const bytes = at('functions', name, 'bundleBytes')(results);
      return bytes === undefined ? undefined : Math.round(bytes / kilobyte);
    },
  })),
  ...(Object.keys(functions) as FunctionName[]).map((name) => ({
    what: `import of ${name}`,
    atMost: pageFunctions.has(name) ? 300 : 150,
    unit: 'ms',
    figure: at('functions', name, 'importMillis'),
  })),
];

/** The largest audience that was measured counts. */
function peakRssMb(results: Results): number | undefined {
  return at('flatness', 'peakRssMb')(results) ?? at('broadcast', 'peakRssMb')(results);
}

/** Rows by what they are about; those whose measure was not run are left out. */
export function targetRows(results: Results): Record<string, Readonly<Record<string, unknown>>> {
  return Object.fromEntries(
    targets.flatMap(({ what, atMost, unit, figure }) => {
      const measured = figure(results);
      if (measured === undefined) return [];
      return [[what, { 'at most': atMost, measured, unit, reached: measured <= atMost ? 'yes' : 'NO' }]];
    }),
  );
}
