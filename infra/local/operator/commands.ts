// Every command of `npm run cli`, by name; each group has a file of its own.
import type { Command } from './command.ts';
import { costCommands } from './cost-commands.ts';
import { doctorCommands } from './doctor-commands.ts';
import { gradeCommands } from './grade-commands.ts';
import { journeyCommands } from './journey-commands.ts';
import { keysCommands } from './keys-commands.ts';
import { leavingsCommands } from './leavings-command.ts';
import { linkCommands } from './link-commands.ts';
import { previewCommands } from './preview-commands.ts';
import { sendingCommands } from './sending-commands.ts';

export const commands: Readonly<Record<string, Command>> = {
  ...sendingCommands,
  ...leavingsCommands,
  ...gradeCommands,
  ...journeyCommands,
  ...keysCommands,
  ...costCommands,
  ...doctorCommands,
  ...linkCommands,
  ...previewCommands,
};
