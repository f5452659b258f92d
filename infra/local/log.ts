// What the runner says on the terminal. Errors keep their stack; addresses and message bodies never come here.

export interface Log {
  info(line: string): void;
  error(line: string, cause?: unknown): void;
}

export const terminalLog: Log = {
  info: (line) => console.log(line),
  error: (line, cause) => (cause === undefined ? console.error(line) : console.error(line, cause)),
};

export const silentLog: Log = { info: () => {}, error: () => {} };
