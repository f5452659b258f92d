// How a link in e-mails already sent is taken back from the terminal, and given back.
import { renderHashIn } from '../../../functions/adapters/links/tokens.ts';
import { makeLinkTables } from '../../../functions/composition/link-tables.ts';
import { readTrackedLink, withdrawLink } from '../../../functions/usecases/withdraw-link.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';

export const linkCommands: Readonly<Record<string, Command>> = {
  'withdraw-link': {
    usage: 'withdraw-link ADDRESS [--restore]',
    does: 'takes a link back in every copy of an e-mail; with --restore it leads on again',
    options: { restore: { type: 'boolean' } },
    takesNames: true,
    run: withdraw,
  },
};

async function withdraw({ target, options, names, terminal }: Asked): Promise<void> {
  const [address = ''] = names;
  const read = readTrackedLink(address);
  const hash = read && renderHashIn(read.token);
  if (names.length !== 1 || !read || hash === undefined) {
    throw new StartProblem(
      `"${address}" is no link of ours. Copy one address from the e-mail, such as https://mail.clinic.com/c/TOKEN/0; only e-mails to people who agreed to tracking have such links.`,
    );
  }
  const withdrawn = options.restore !== true;
  const context = await target();
  const deps = { linkTables: makeLinkTables(context), clock: context.clock };
  const found = await withdrawLink(deps, hash, read.link, { withdrawn, by: 'operator' });
  if (!found) throw new StartProblem('No e-mail has this link; copy its whole address, or look at another table.');
  terminal.print(
    `The link "${found.name}" of "${found.template}" to ${found.url} ${withdrawn ? 'is taken back' : 'leads on again'}, within a minute.`,
  );
}
