// How the mailbox writes virtual instants: in the clinic's zone, days as headings, times beside mails.

export interface Times {
  day(at: number): string;
  time(at: number): string;
  full(at: number): string;
}

export function timesIn(timeZone: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    return (at: number): string => formatter.format(at);
  };
  return {
    day: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit' }),
    full: format({ dateStyle: 'full', timeStyle: 'short' }),
  };
}
