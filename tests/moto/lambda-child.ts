// One function as Lambda runs it: its bundle alone in a Node of its own, its names from the environment, its clock ahead as told.
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

interface Asked {
  readonly id: number;
  readonly event: unknown;
  /** How far this clock is ahead of the machine's. */
  readonly aheadMs: number;
}

const machineNow = Date.now;
let aheadMs = 0;
Date.now = () => machineNow() + aheadMs;

const { handler } = (await import(pathToFileURL(argv[2] as string).href)) as {
  handler(event: unknown, invocation: object): Promise<unknown>;
};
const invocation = { getRemainingTimeInMillis: () => 60_000, functionName: 'moto', awsRequestId: 'moto' };

process.on('message', ({ id, event, aheadMs: ahead }: Asked) => {
  aheadMs = ahead;
  handler(event, invocation).then(
    (result) => process.send?.({ id, result: result ?? null }),
    (error: Error) => process.send?.({ id, error: error.stack ?? String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
