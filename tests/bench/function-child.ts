// One function in a process of its own, as a Lambda is: works what the stage hands to it, and tells what that cost.
import type { Consumer } from './benched-handlers.ts';
import type { EngineAddresses } from './engines.ts';
import { type Cost, Invoker } from './invoker.ts';

export interface Work {
  readonly consumer: Consumer;
  readonly addresses: EngineAddresses;
  readonly now: number;
  readonly bodies: readonly string[];
  readonly batchSize: number;
}

let invoker: Invoker | undefined;

process.on('message', (work: Work) => {
  carryOut(work).then(
    (cost) => process.send?.(cost),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
// Nobody hands it anything any more; its connections would keep it for a while.
process.on('disconnect', () => process.exit(0));

async function carryOut({ consumer, addresses, now, bodies, batchSize }: Work): Promise<Cost> {
  invoker ??= new Invoker(addresses, now);
  invoker.now = now;
  invoker.countAnew();
  await invoker.deliver(consumer, bodies, batchSize);
  return invoker.cost;
}
