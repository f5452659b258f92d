// People an e-mail is shown for before anybody gets it: a name, no name, and names that break careless software.

export interface SamplePerson {
  readonly id: string;
  /** What staff read on the button. */
  readonly label: string;
  /** As she typed it into the form; absent where she typed none. */
  readonly firstName?: string;
}

const longName = 'Wilhelmina Anastasia Konstantina '.repeat(7).slice(0, 200);

export const samplePeople: readonly [SamplePerson, ...SamplePerson[]] = [
  { id: 'named', label: 'Anna', firstName: 'Anna' },
  { id: 'unnamed', label: 'No name' },
  { id: 'hostile', label: 'A hostile name', firstName: `<script>alert(1)</script> {{7*7}} O'Brien & Söhne` },
  { id: 'long', label: 'A name of 200 characters', firstName: longName },
  { id: 'right-to-left', label: 'A right-to-left name', firstName: 'مريم الزهراء 🌸' },
];

export function samplePerson(id: string): SamplePerson | undefined {
  return samplePeople.find((person) => person.id === id);
}
