// The account and region local engines believe in; the same as the composition's clients sign with.

export const localRegion = 'eu-west-2';

/** Any credentials do. */
export const localAccount = {
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;
