// The list of subscribers: who, status, where in the journey, and the last e-mail.
import type { Context } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { titleOf } from '../../domain/place.ts';
import type { SubscriberStatus } from '../../domain/subscriber.ts';
import type { SubscriberPage, SubscriberRow } from '../../usecases/list-subscribers.ts';
import type { Formats } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';
import { Badge, Empty, Field, Scroll, When } from './parts.tsx';
import { statuses, statusWords } from './words.ts';

export interface SubscriberListProps {
  readonly c: Context<StaffEnv>;
  readonly clinic: Clinic;
  readonly formats: Formats;
  readonly page: SubscriberPage;
  readonly status: SubscriberStatus | undefined;
  readonly isFirst: boolean;
  readonly search: { readonly typed: string; readonly error: string } | undefined;
}

export const SubscriberList = ({ c, clinic, formats, page, status, isFirst, search }: SubscriberListProps) => {
  const filter = status ? { status } : {};
  return (
    <StaffPage c={c} clinic={clinic} title="Subscribers" section="subscribers">
      <h1>Subscribers</h1>
      <div class="filters">
        <form method="get" action="/staff/subscribers">
          <Field
            id="status"
            label="Status"
            control={(tie) => (
              <span class="inline">
                <select {...tie}>
                  <option value="">All</option>
                  {statuses.map((one) => (
                    <option value={one} selected={one === status}>
                      {statusWords[one].words}
                    </option>
                  ))}
                </select>
                <button type="submit" class="second">
                  Show
                </button>
              </span>
            )}
          />
        </form>
        <form method="post" action="/staff/subscribers/find">
          <Field
            id="email"
            label="Find by exact address"
            error={search?.error}
            control={(tie) => (
              <span class="inline">
                <input {...tie} type="email" value={search?.typed ?? ''} autocomplete="off" required />
                <button type="submit" class="second">
                  Find
                </button>
              </span>
            )}
          />
        </form>
      </div>
      {page.rows.length === 0 ? (
        <Nobody clinic={clinic} isFiltered={status !== undefined} isFirst={isFirst} hasMore={page.next !== undefined} />
      ) : (
        <Scroll label="Subscribers">
          <table class="list">
            <caption class="unseen">Subscribers, in no particular order</caption>
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Name</th>
                <th scope="col">Status</th>
                <th scope="col">Place in the journey</th>
                <th scope="col">Last e-mail</th>
                <th scope="col">Signed up</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <Row row={row} formats={formats} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <nav class="paging" aria-label="Pages of the list">
        {isFirst ? null : <a href={`/staff/subscribers?${new URLSearchParams(filter)}`}>First page</a>}
        {page.next === undefined ? null : (
          <a rel="next" href={`/staff/subscribers?${new URLSearchParams({ ...filter, after: page.next })}`}>
            Next page
          </a>
        )}
      </nav>
    </StaffPage>
  );
};

const Row = ({ row: { subscriber, places, lastMail }, formats }: { row: SubscriberRow; formats: Formats }) => (
  <tr>
    <th scope="row">
      <a href={`/staff/subscribers/${subscriber.id}`}>{subscriber.email || 'erased'}</a>
    </th>
    <td data-label="Name">{subscriber.firstName ?? ''}</td>
    <td data-label="Status">
      <Badge tone={statusWords[subscriber.status].tone}>{statusWords[subscriber.status].words}</Badge>
    </td>
    <td data-label="Place">
      {places.map(({ words }) => (
        <span class="place">{words}</span>
      ))}
      {places.length === 0 && subscriber.status === 'pending' ? (
        <span class="nil">Starts when the address is confirmed</span>
      ) : null}
    </td>
    <td data-label="Last e-mail">
      {lastMail ? (
        <>
          {titleOf(lastMail.step)}, <When at={lastMail.at} formats={formats} dayOnly />
        </>
      ) : null}
    </td>
    <td data-label="Signed up">
      <When at={subscriber.createdAt} formats={formats} dayOnly />
    </td>
  </tr>
);

interface NobodyProps {
  readonly clinic: Clinic;
  readonly isFiltered: boolean;
  readonly isFirst: boolean;
  readonly hasMore: boolean;
}

const Nobody = ({ clinic, isFiltered, isFirst, hasMore }: NobodyProps) => {
  if (hasMore) return <Empty title="Nobody on this page">The list goes on; look at the next page.</Empty>;
  if (isFiltered || !isFirst) {
    return (
      <Empty title="Nobody here">
        Nobody {isFirst ? 'has this status' : 'is left on the list'}. <a href="/staff/subscribers">Show everybody</a>.
      </Empty>
    );
  }
  return (
    <Empty title="Nobody has signed up yet">
      Share <a href={clinic.linkOrigin}>the sign-up page</a>, or put a link to it on the clinic’s website.
    </Empty>
  );
};
