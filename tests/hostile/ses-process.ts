// The fake SES in a process of its own, told what to do over its parent's channel. Arguments: ledger file, SQS, seed.
import { argv } from 'node:process';
import { FakeSes } from './fake-ses.ts';
import type { Misbehaviour } from './misbehaviour.ts';

export type SesRequest =
  | { readonly ask: 'behave'; readonly plan: Misbehaviour }
  | { readonly ask: 'follow'; readonly origin: string }
  | { readonly ask: 'catch-up' };
export type SesReport =
  | { readonly ready: string }
  | { readonly taken: number }
  | { readonly done: number; readonly error?: string };

const [, , ledger = '', sqs = '', seed = '1'] = argv;
const report = (message: SesReport): void => void process.send?.(message);
const ses = new FakeSes({ ledger, sqs, seed: Number(seed), onTaken: (taken) => report({ taken }) });

process.on('message', ({ id, request }: { id: number; request: SesRequest }) => {
  obey(request).then(
    () => report({ done: id }),
    (error) => report({ done: id, error: String(error) }),
  );
});
// Nobody is left to send for.
process.on('disconnect', () => process.exit(0));
report({ ready: await ses.start() });

async function obey(request: SesRequest): Promise<void> {
  if (request.ask === 'behave') await ses.behave(request.plan);
  else if (request.ask === 'follow') ses.clock.follow(request.origin);
  else await ses.catchUp();
}
