// How a link in e-mails already sent is taken back from the terminal, and given back.
import { renderHashIn } from '../../../functions/adapters/links/tokens.ts';
import { makeLinkTables } from '../../../functions/composition/link-tables.ts';
import { withdrawLink } from '../../../functions/usecases/withdraw-link.ts';
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

/** The address as it stands in any copy of the e-mail: `https://HOST/c/TOKEN/NUMBER`. */
const trackedLink = /\/c\/(?<token>[A-Za-z0-9_-]+)\/(?<link>\d{1,3})$/;

async function withdraw({ target, options, names, terminal }: Asked): Promise<void> {
  const [address = ''] = names;
  const { token = '', link = '' } = trackedLink.exec(address)?.groups ?? {};
  const hash = renderHashIn(token);
  if (names.length !== 1 || hash === undefined) {
    throw new StartProblem(
      `"${address}" is no link of ours. Copy one address from the e-mail, such as https://mail.clinic.com/c/TOKEN/0; only e-mails to people who agreed to tracking have such links.`,
    );
  }
  const withdrawn = options.restore !== true;
  const found = await withdrawLink({ links: makeLinkTables(await target()) }, hash, Number(link), withdrawn);
  if (!found) throw new StartProblem('No e-mail has this link; copy its whole address, or look at another table.');
  terminal.print(
    `The link "${found.name}" of "${found.template}" to ${found.url} ${withdrawn ? 'is taken back' : 'leads on again'}, within a minute.`,
  );
}
