// What of the mailbox is on view: search, page, tab and width, all in the address, so that links and reloads keep it.

export const tabs = ['html', 'text', 'headers', 'links'] as const;
export type Tab = (typeof tabs)[number];
export const widths = ['desktop', 'phone'] as const;
export type Width = (typeof widths)[number];

export interface View {
  readonly search: string;
  readonly before: number | undefined;
  readonly tab: Tab;
  readonly width: Width;
}

export function readView(query: URLSearchParams): View {
  const before = Number(query.get('before') ?? Number.NaN);
  return {
    search: query.get('q') ?? '',
    before: Number.isSafeInteger(before) ? before : undefined,
    tab: tabs.find((tab) => tab === query.get('tab')) ?? 'html',
    width: widths.find((width) => width === query.get('width')) ?? 'desktop',
  };
}

/** The address of a view, of a message where one is named. */
export function viewUrl(view: Partial<View>, id?: string): string {
  const query = new URLSearchParams();
  if (view.search) query.set('q', view.search);
  if (view.before !== undefined) query.set('before', String(view.before));
  if (view.tab && view.tab !== 'html') query.set('tab', view.tab);
  if (view.width && view.width !== 'desktop') query.set('width', view.width);
  const text = query.toString();
  return `/mailbox${id === undefined ? '' : `/${id}`}${text ? `?${text}` : ''}`;
}
