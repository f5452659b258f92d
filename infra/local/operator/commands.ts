// Every command of `npm run cli`, by name; each group has a file of its own.
import type { Command } from './command.ts';
import { gradeCommands } from './grade-commands.ts';
import { linkCommands } from './link-commands.ts';
import { sendingCommands } from './sending-commands.ts';

export const commands: Readonly<Record<string, Command>> = {
  ...sendingCommands,
  ...gradeCommands,
  ...linkCommands,
};
