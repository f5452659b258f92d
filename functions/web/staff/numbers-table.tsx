// The table of numbers: one row per step or issue, opens and clicks split by who most likely made them.
import type { Child } from 'hono/jsx';
import type { GradeCounts } from '../../domain/metrics.ts';
import { refusalInWords } from '../../domain/reasons.ts';
import { byPeople, type Numbers } from '../../domain/report.ts';
import type { Formats } from './formats.ts';
import { Scroll } from './parts.tsx';

export interface NumbersRow {
  readonly name: Child;
  readonly numbers: Numbers;
  readonly isTotal?: boolean;
}

export interface NumbersTableProps {
  readonly caption: string;
  /** Heading of the first column. */
  readonly of: string;
  readonly rows: readonly NumbersRow[];
  readonly formats: Formats;
}

export const NumbersTable = ({ caption, of, rows, formats }: NumbersTableProps) => (
  <Scroll label={caption}>
    <table class="numbers">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th rowspan={2} scope="col">
            {of}
          </th>
          <th rowspan={2} scope="col">
            Sent
          </th>
          <th rowspan={2} scope="col">
            Delivered
          </th>
          <th colspan={3} scope="colgroup" class="group">
            Opened by
          </th>
          <th colspan={3} scope="colgroup" class="group">
            Clicked by
          </th>
          <th rowspan={2} scope="col">
            Left
          </th>
          <th rowspan={2} scope="col">
            Bounced
          </th>
          <th rowspan={2} scope="col">
            Complaints
          </th>
          <th rowspan={2} scope="col">
            Not sent
          </th>
          <th rowspan={2} scope="col">
            Goals
          </th>
        </tr>
        <tr>
          <GradeHeadings />
          <GradeHeadings />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <NumbersLine {...row} formats={formats} />
        ))}
      </tbody>
    </table>
  </Scroll>
);

const GradeHeadings = () => (
  <>
    <th scope="col" class="start">
      People
    </th>
    <th scope="col">Machines</th>
    <th scope="col">Unclear</th>
  </>
);

const NumbersLine = ({ name, numbers, isTotal, formats }: NumbersRow & { formats: Formats }) => (
  <tr class={isTotal ? 'total' : undefined}>
    <th scope="row">{name}</th>
    <td class={numbers.sent ? undefined : 'nil'}>
      {formats.count(numbers.sent)}
      {numbers.duplicates > 0 ? <small class="split">{formats.count(numbers.duplicates)} twice</small> : null}
    </td>
    <td class={numbers.delivered ? undefined : 'nil'}>
      {formats.count(numbers.delivered)}
      <small class="share">{formats.share(numbers.delivered, numbers.sent)}</small>
      {numbers.late > 0 ? <small class="split">{formats.count(numbers.late)} reported too late to count</small> : null}
    </td>
    <GradeCells counts={numbers.opened} whole={numbers.tracked.delivered} formats={formats} />
    <GradeCells counts={numbers.clicked} whole={numbers.tracked.delivered} formats={formats} />
    <Count value={numbers.unsubscribed} formats={formats} />
    <Count value={numbers.bounced} formats={formats} />
    <Count value={numbers.complained} formats={formats} />
    <NotSent numbers={numbers} formats={formats} />
    <Count value={numbers.goals} formats={formats} />
  </tr>
);

const Count = ({ value, formats }: { value: number; formats: Formats }) => (
  <td class={value ? undefined : 'nil'}>{formats.count(value)}</td>
);

const GradeCells = ({ counts, whole, formats }: { counts: GradeCounts; whole: number; formats: Formats }) => {
  const people = byPeople(counts);
  return (
    <>
      <td class={people ? 'start' : 'start nil'}>
        {formats.count(people)}
        <small class="share">{formats.share(people, whole)}</small>
        {people > 0 ? (
          <small class="split">
            {formats.count(counts.human)} sure, {formats.count(counts['likely-human'])} likely
          </small>
        ) : null}
      </td>
      <Count value={counts.machine} formats={formats} />
      <Count value={counts.unknown} formats={formats} />
    </>
  );
};

const NotSent = ({ numbers, formats }: { numbers: Numbers; formats: Formats }) => {
  const reasons = Object.entries(numbers.refused).sort(([, a], [, b]) => b - a);
  const refused = reasons.reduce((sum, [, count]) => sum + count, 0);
  const details = [
    ...reasons.map(([reason, count]) => `${formats.count(count)} ${refusalInWords(reason)}`),
    ...(numbers.inDoubt > 0 ? [`${formats.count(numbers.inDoubt)} in doubt`] : []),
  ];
  return (
    <td class={refused + numbers.inDoubt ? undefined : 'nil'}>
      {formats.count(refused + numbers.inDoubt)}
      {details.length > 0 ? <small class="split reasons">{details.join(', ')}</small> : null}
    </td>
  );
};
