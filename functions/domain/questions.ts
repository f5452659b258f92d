// The questions e-mails ask: which they are and what may be answered. What an answer does is the use case's business.

export interface Answer {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface Question {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly answers: readonly Answer[];
}

const marks: Question = {
  id: 'marks',
  title: 'Which of these do you see?',
  lead: 'Look in a mirror, near a window if you can. Choose the one that stands out most; many people have more than one kind.',
  answers: [
    {
      value: 'ice-pick',
      label: 'Tiny, deep holes',
      hint: 'Ice pick scars: narrower than 2 mm, like a large pore that goes down.',
    },
    {
      value: 'boxcar',
      label: 'Dents with sharp edges',
      hint: 'Boxcar scars: about 1.5 to 4 mm wide, with clear sides.',
    },
    {
      value: 'rolling',
      label: 'Soft waves',
      hint: 'Rolling scars: wider than 4 mm, with sloping edges, easiest to see in light from the side.',
    },
    {
      value: 'raised',
      label: 'Raised, firm marks',
      hint: 'Raised scars: the skin made more tissue than it needed. They are rarer after acne.',
    },
    {
      value: 'dark-marks',
      label: 'Flat dark marks',
      hint: 'The skin is smooth but darker there. This is colour, not a scar.',
    },
    {
      value: 'not-sure',
      label: 'I am not sure',
      hint: 'That is fine. A clinician who looks at your skin can tell you.',
    },
  ],
};

const interest: Question = {
  id: 'interest',
  title: 'Shall we keep writing?',
  lead: 'We do not want to fill your inbox. One honest answer, and we do as you say.',
  answers: [
    { value: 'yes', label: 'Yes, keep writing' },
    { value: 'book', label: 'I would like to book a consultation' },
    { value: 'no', label: 'No, thanks', hint: 'You leave the list, and we write no more.' },
  ],
};

const questions: ReadonlyMap<string, Question> = new Map([marks, interest].map((question) => [question.id, question]));

export const questionIds: readonly string[] = [...questions.keys()];

export function questionNamed(id: string): Question | undefined {
  return questions.get(id);
}
