// The measures of the bench, each loaded only in the process that runs it.
import type { Measure } from './measure.ts';

export interface Listed {
  readonly name: string;
  /** Takes many minutes: left out unless it is named or `--full` is asked for. */
  readonly isLong?: boolean;
  load(): Promise<Measure>;
}

export const measures: readonly Listed[] = [
  { name: 'broadcast', load: () => import('./broadcast.ts') },
  { name: 'drip', load: () => import('./drip.ts') },
  { name: 'delivery', load: () => import('./delivery.ts') },
  { name: 'hits', load: () => import('./hits.ts') },
  { name: 'endpoints', load: () => import('./endpoints.ts') },
  { name: 'joining', load: () => import('./joining.ts') },
  { name: 'naive', load: () => import('./naive.ts') },
  { name: 'functions', load: () => import('./functions.ts') },
  { name: 'flatness', isLong: true, load: () => import('./flatness.ts') },
  { name: 'year', isLong: true, load: () => import('./year.ts') },
];
