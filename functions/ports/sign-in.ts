// Signing staff in at an identity provider. Keys, discovery and the provider's dialect stay behind this port.

/** What the browser must bring back from the provider; kept in a signed cookie meanwhile. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Whom the provider vouches for, with the roles it claims for her; judging them is not its part. */
export interface SignedIn {
  readonly subject: string;
  readonly email: string;
  readonly roles: readonly string[];
}

/** The provider, or a check of its answer, said no; the reason is for operators. */
export interface SignInRefused {
  readonly refused: string;
}

export interface SignIn {
  /** Where to send the browser; `afresh` makes the provider ask again who is there. */
  begin(redirectUri: string, afresh: boolean): Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /** Exchanges the code in `callbackUrl`. */
  finish(callbackUrl: string, pending: PendingSignIn): Promise<SignedIn | SignInRefused>;
}
