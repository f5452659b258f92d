// Journeys nobody wrote: random but valid sources in the language's own words, and random lives to walk them.
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import type { Journey } from '../../functions/domain/journey.ts';
import { readJourney } from '../../infra/build/journeys.ts';
import type { StoryEvent } from './story.ts';
import type { Lived } from './tell-by-interpreter.ts';

/** A step before the names of those that came earlier are known: conditions name one of them by number. */
type Sketch =
  | { readonly kind: 'send'; readonly atOnce: boolean; readonly shelfDays: number; readonly unless: boolean }
  | { readonly kind: 'wait'; readonly form: number; readonly count: number; readonly of: number }
  | {
      readonly kind: 'branch';
      readonly of: number;
      readonly deed: number;
      readonly yes: Sketch[];
      readonly no: Sketch[];
    }
  | { readonly kind: 'split'; readonly a: Sketch[]; readonly b: Sketch[] }
  | { readonly kind: 'plain'; readonly what: number }
  | { readonly kind: 'round'; readonly days: number; readonly inner: Sketch[] }
  | { readonly kind: 'exit' };

const { steps } = fc.letrec<{ steps: Sketch[]; step: Sketch }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 5, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'steps', withCrossShrink: true },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('send' as const),
        atOnce: fc.boolean(),
        shelfDays: fc.integer({ min: 1, max: 20 }),
        unless: fc.boolean(),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        form: fc.nat(5),
        count: fc.integer({ min: 0, max: 12 }),
        of: fc.nat(20),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('plain' as const), what: fc.nat(3) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('branch' as const),
        of: fc.nat(20),
        deed: fc.nat(6),
        yes: tie('steps'),
        no: tie('steps'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const), a: tie('steps'), b: tie('steps') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('round' as const),
        days: fc.integer({ min: 1, max: 9 }),
        inner: tie('steps'),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'exit' as const }) },
  ),
}));

const weekdays = ['monday', 'wednesday', 'saturday', 'sunday'] as const;

class Writer {
  readonly sends: string[] = [];
  #splits = 0;

  list(sketches: readonly Sketch[], known: readonly string[]): { steps: object[]; known: readonly string[] } {
    let names = known;
    const steps: object[] = [];
    for (const sketch of sketches) {
      const written = this.#one(sketch, names);
      steps.push(...written.steps);
      names = written.known;
      // What comes after an exit could not be reached.
      if (sketch.kind === 'exit') break;
    }
    return { steps, known: names };
  }

  #one(sketch: Sketch, known: readonly string[]): { steps: object[]; known: readonly string[] } {
    switch (sketch.kind) {
      case 'send': {
        const send = `mail-${this.sends.length}`;
        this.sends.push(send);
        const unless = sketch.unless && known.length > 0 ? { unless: { opened: known.at(-1) } } : {};
        const when = sketch.atOnce ? 'at-once' : 'window';
        return { steps: [{ send, when, shelfLife: `${sketch.shelfDays} days`, ...unless }], known: [...known, send] };
      }
      case 'wait':
        return { steps: [{ wait: this.#wait(sketch, known) }], known };
      case 'plain':
        return {
          steps: [
            [{ tag: 'warm' }, { tag: { remove: 'warm' } }, { 'notify-staff': 'Look.' }, { rest: true }][
              sketch.what
            ] as object,
          ],
          known,
        };
      case 'branch':
        return { steps: [this.#branch(sketch, known)], known };
      case 'split': {
        const name = `lot-${this.#splits++}`;
        const ways = [sketch.a, sketch.b].map((own, index) => ({ weight: index + 1, do: this.list(own, known).steps }));
        return { steps: [{ split: name, ways }], known };
      }
      case 'round': {
        const name = `round-${this.#splits++}`;
        const inner = this.list(sketch.inner, known);
        const until = { when: { daysSince: { event: 'enrolment', atLeast: 60 } } };
        const again = { otherwise: [...inner.steps, { 'go-to': name }] };
        return {
          steps: [{ wait: { for: `${sketch.days} days`, since: 'arrival' }, name }, { branch: [until, again] }],
          known,
        };
      }
      case 'exit':
        return { steps: [{ exit: 'early' }], known };
    }
  }

  #wait({ form, count, of }: Extract<Sketch, { kind: 'wait' }>, known: readonly string[]): unknown {
    const step = known[of % Math.max(known.length, 1)];
    if (form === 0) return `${count} days`;
    if (form === 1) return `${count * 7} hours`;
    if (form === 2) return `${weekdays[count % weekdays.length]} ${String(count).padStart(2, '0')}:30`;
    if (form === 3 || step === undefined) return { until: { answered: 'interest' }, atMost: `${count} days` };
    if (form === 4) return { for: `${count} days`, since: step };
    return { until: { any: [{ opened: step }, { unknowable: step }] }, atMost: `${count} days`, since: step };
  }

  #branch({ of, deed, yes, no }: Extract<Sketch, { kind: 'branch' }>, known: readonly string[]): object {
    const step = known[of % Math.max(known.length, 1)];
    const conditions = [
      { tag: 'warm' },
      { answered: 'interest' },
      'tracked',
      { daysSince: { event: 'enrolment', below: 9 } },
      ...(step ? [{ opened: step }, { unknowable: step }, { clicked: { steps: step, link: 'main' } }] : []),
    ];
    const untracked = { when: 'untracked' };
    const taken = { when: conditions[deed % conditions.length], do: this.list(yes, known).steps };
    return { branch: [untracked, taken, { otherwise: this.list(no, known).steps }] };
  }
}

/** Journeys that the build takes, most of them small. */
export const anyJourney: fc.Arbitrary<Journey> = steps
  .map((sketches) => {
    const written = new Writer().list(sketches, []);
    const source = { id: 'any', title: 'Any', enter: ['api'], steps: [...written.steps, { tag: 'done' }] };
    const names = [...stringify(source).matchAll(/send: (mail-\d+)/g)].map(([, name = '']) => name);
    return readJourney('any.yaml', stringify(source), { templates: new Map(names.map((name) => [name, {}])) });
  })
  .filter(({ journey }) => journey !== undefined)
  .map(({ journey }) => journey as Journey);

const zones = [
  'Europe/Warsaw',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'America/Santiago',
  'Africa/Casablanca',
];
const begin = '2027-03-26 23:30';

function eventIn(names: readonly string[]): fc.Arbitrary<StoryEvent> {
  const at = fc.integer({ min: 0, max: 90 * 24 * 60 }).map((minutes) => {
    const date = new Date(Date.UTC(2027, 2, 26, 23, 30) + minutes * 60_000);
    return date.toISOString().slice(0, 16).replace('T', ' ');
  });
  const step = names.length > 0 ? fc.constantFrom(...names) : undefined;
  const deeds = step
    ? [
        fc.record({ at, opens: fc.array(step, { minLength: 1, maxLength: 2 }) }),
        fc.record({ at, relay: fc.array(step, { minLength: 1, maxLength: 2 }) }),
        fc.record({ at, clicks: step }),
      ]
    : [];
  return fc.oneof(
    ...deeds,
    fc.record({ at, answers: fc.constant({ interest: 'yes' }) }),
    fc.record({ at, tagged: fc.constant('warm') }),
    fc.record({ at, newsletter: fc.constant('news') }),
    fc.record({ at, tracking: fc.boolean() }),
    fc.record({ at, zone: fc.constantFrom(...zones) }),
    fc.record({ at, leaves: fc.constant(true as const) }),
    fc.record({ at, goal: fc.constant(true as const) }),
  );
}

export function anyLife(names: readonly string[]): fc.Arbitrary<Lived> {
  return fc.record({
    zone: fc.constantFrom(...zones),
    begins: fc.constantFrom(begin, '2027-10-30 02:10', '2028-02-28 12:00'),
    tracked: fc.boolean(),
    subscriber: fc.string({ minLength: 1, maxLength: 6 }),
    clinic: fc.record({
      window: fc.constantFrom('09:00-11:00', '02:00-02:40', '00:00-23:59', '18:00-18:30'),
      daysOff: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 }),
      holidays: fc.subarray(['2027-03-29', '2027-04-05', '2027-04-06', '2027-10-31', '2028-02-29']),
      quietHours: fc.constantFrom('21:00-08:00', '12:00-14:00', '01:30-02:30'),
      cap: fc.constantFrom('1 in 1', '3 in 7', '1 in 3', '50 in 1'),
    }),
    events: fc.array(eventIn(names), { maxLength: 12 }),
  });
}
