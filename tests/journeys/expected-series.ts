// The first series as its table dates it, by what the reader does.

export const whenOpened = [
  '0 welcome',
  '2 understanding-scars',
  '5 chemical-peels',
  '8 microneedling',
  '12 combined-approach',
  '14 what-to-expect-needling',
  '16 questions',
  '21 next-step',
];

export const whenUnopened = [
  '0 welcome',
  '2 understanding-scars',
  '5 understanding-scars',
  '8 chemical-peels',
  '11 chemical-peels',
  '14 microneedling',
  '17 microneedling',
  '20 combined-approach',
  '23 combined-approach',
  '26 questions',
  '30 still-interested',
];

export const whenUntracked = [
  '0 welcome',
  '2 understanding-scars',
  '5 chemical-peels',
  '8 microneedling',
  '12 combined-approach',
  '16 questions',
  '21 next-step',
];
