// What the doctor asks of the world: names, AWS and the web. Tests answer from records instead.

export interface Dns {
  /** Each record's strings joined; empty where there is none. */
  txt(name: string): Promise<readonly string[]>;
  cname(name: string): Promise<readonly string[]>;
  mx(name: string): Promise<readonly { readonly exchange: string; readonly priority: number }[]>;
}

export interface SesAccount {
  readonly production: boolean;
  readonly sendingEnabled: boolean;
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`. */
  readonly enforcement: string;
  /** E-mails in 24 hours, -1 without limit; and in a second. */
  readonly perDay: number;
  readonly perSecond: number;
}

export interface SesIdentity {
  readonly verified: boolean;
  /** `SUCCESS`, `PENDING`, `FAILED`, ... */
  readonly dkim: string;
  readonly dkimTokens: readonly string[];
  readonly mailFrom: { readonly domain: string; readonly status: string } | undefined;
}

export interface Alarms {
  readonly count: number;
  /** Names of those that tell nobody. */
  readonly silent: readonly string[];
  /** Topics of the rest, and how many have confirmed that they want to hear. */
  readonly topics: readonly { readonly name: string; readonly confirmed: number; readonly pending: number }[];
}

export interface Aws {
  /** Throws where there are no credentials. */
  whoAmI(): Promise<{ readonly account: string; readonly region: string }>;
  /** State of each of the deployment's stacks, by the stack's name. */
  stacks(prefix: string): Promise<ReadonlyMap<string, string>>;
  account(): Promise<SesAccount>;
  /** Undefined where SES does not know the domain. */
  identity(domain: string): Promise<SesIdentity | undefined>;
  alarms(prefix: string): Promise<Alarms>;
}

export interface Web {
  /** Status of a GET; throws on a name or a certificate that is wrong. */
  status(url: string): Promise<number>;
}

/** A deployment, or a runner on this machine, as somebody who signs up meets it. */
export interface Clinic {
  signUp(email: string): Promise<number>;
  /** Presses the button of the confirmation. */
  confirm(email: string): Promise<number>;
  /** Address of List-Unsubscribe in a marketing e-mail she was sent. */
  oneClickUrl(email: string): Promise<string>;
  post(url: string, body: URLSearchParams): Promise<{ readonly status: number; readonly cookies: boolean }>;
  /** Her status in the table; undefined while she is not in it. */
  statusOf(email: string): Promise<string | undefined>;
  /** Lets some time pass for what is on its way. */
  wait(): Promise<void>;
}
