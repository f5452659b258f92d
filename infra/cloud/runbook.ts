// Where an alarm sends whoever hears it: a heading of RUNBOOK.md. A test holds every heading named here against the page.

/** The text of an alarm: what it means, and where it says what to do. */
export function alarmText(heading: string, meaning: string): string {
  return `${meaning} What to do: RUNBOOK.md, "${heading}"`;
}

/** The heading an alarm's text names; undefined where it names none. */
export function headingIn(text: string): string | undefined {
  return /RUNBOOK\.md, "(.+)"$/.exec(text)?.[1];
}
