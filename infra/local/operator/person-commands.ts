// One person from the terminal: why she got what she got, what comes next, and pausing her.
import { AddressError, parseAddress } from '../../../functions/domain/address.ts';
import type { Subscriber } from '../../../functions/domain/subscriber.ts';
import { audienceShards } from '../../../functions/table.ts';
import { explainSubscriber } from '../../../functions/usecases/explain-subscriber.ts';
import { pausePerson, resumePerson } from '../../../functions/usecases/pause-walks.ts';
import { StartProblem } from '../problem.ts';
import type { Asked } from './command.ts';
import { dated, happening } from './journey-words.ts';
import { operatorPorts } from './ports.ts';

const pageSize = 500;

type Ports = Awaited<ReturnType<typeof operatorPorts>>;

export async function explainToTerminal({ target, names, terminal }: Asked): Promise<void> {
  const ports = await operatorPorts(await target());
  const { id } = await findPerson(ports, names[0]);
  const told = await explainSubscriber(ports, id);
  if (!told) throw new StartProblem(nobody(names[0] ?? ''));
  const zone = told.subscriber.timeZone ?? ports.clinic.timeZone;
  terminal.print(`${told.subscriber.email}, ${told.subscriber.status}; times are hers (${zone}).`);
  if (told.walks.length === 0) terminal.print('She walks no journey.');
  for (const { title, explanation } of told.walks) {
    terminal.print(`\n${title}`);
    terminal.print(`  Now: ${explanation.now.words}.`);
    if (explanation.past.length > 0) terminal.print('  So far:');
    for (const one of explanation.past) terminal.print(`    ${dated(one.at, zone)}  ${one.step}, ${one.words}`);
    if (explanation.passedBy.length > 0) terminal.print('  Passed by:');
    for (const one of explanation.passedBy) terminal.print(`    ${one.step}, ${one.words}`);
    const asIf = explanation.asIfResumed ? 'if what is paused went on now, and' : 'if';
    if (explanation.next.length > 0) terminal.print(`  To come, ${asIf} she does nothing new:`);
    for (const one of explanation.next) terminal.print(`    ${dated(one.at, zone)}  ${happening(one)}`);
    if (explanation.ifOpened) {
      terminal.print('  If she opens the last one now, next is:');
      terminal.print(`    ${dated(explanation.ifOpened.at, zone)}  ${happening(explanation.ifOpened)}`);
    }
  }
}

export async function pausePersonFrom({ target, terminal }: Asked, who: string): Promise<void> {
  const ports = await operatorPorts(await target());
  await pausePerson(ports, (await findPerson(ports, who)).id);
  terminal.print('She is paused: her series wait and newsletters pass her by until you resume.');
}

export async function resumePersonFrom({ target, terminal }: Asked, who: string): Promise<void> {
  const ports = await operatorPorts(await target());
  await resumePerson(ports, (await findPerson(ports, who)).id);
  terminal.print('Her series go on where they stand.');
}

/**
 * By id at once. An address is looked for among everybody, page by page: an operator has no key to compute an id from
 * it.
 */
async function findPerson(ports: Ports, who: string | undefined): Promise<Subscriber> {
  if (who === undefined) throw new StartProblem('Name the person by address or id.');
  const byId = who.includes('@') ? undefined : await ports.subscribers.get(who);
  if (byId) return byId;
  const key = who.includes('@') ? addressKey(who) : undefined;
  for (let shard = 0; key !== undefined && shard < audienceShards; shard++) {
    let after: string | undefined;
    do {
      const page: Awaited<ReturnType<Ports['subscribers']['page']>> = await ports.subscribers.page(
        shard,
        pageSize,
        after,
      );
      const found = page.items.find(({ email }) => email !== '' && parseAddress(email).key === key);
      if (found) return found;
      after = page.next;
    } while (after !== undefined);
  }
  throw new StartProblem(nobody(who));
}

function addressKey(who: string): string {
  try {
    return parseAddress(who).key;
  } catch (error) {
    if (error instanceof AddressError) throw new StartProblem(`"${who}" is no address. ${error.message}`);
    throw error;
  }
}

const nobody = (who: string): string =>
  `Nobody is known as ${who}; give the whole address, or the id from the staff page's URL.`;
