// `npm run cli -- doctor`: is everything as mail needs it, here and in the account? Each line with what to do about it.
import { version } from 'node:process';
import clinicConfig from '../../../clinic.config.ts';
import cloudConfig from '../../../cloud.config.ts';
import { build } from '../../build/build.ts';
import { deploymentOf } from '../../cloud/settings.ts';
import { examineHere, examineThere } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { StartProblem } from '../problem.ts';
import type { Asked, Command } from './command.ts';

const marks = { pass: 'pass', fail: 'FAIL', skip: 'skip' } as const;

export const doctorCommands: Readonly<Record<string, Command>> = {
  doctor: {
    usage: 'doctor [--local] [--send]',
    does: 'checks configuration, account, DNS, links and alarms; --send follows three real e-mails; --local needs no account',
    options: { local: { type: 'boolean' }, send: { type: 'boolean' } },
    run: examineAsked,
  },
};

async function examineAsked({ options, terminal }: Asked): Promise<void> {
  const { table } = options;
  if (options.local && (options.send || table)) {
    throw new StartProblem('--local looks at this machine alone; leave out --table and --send, or leave out --local.');
  }
  const settings = clinicConfig;
  // New addresses at the simulator each time: who left or bounced once stays so.
  const label = `doctor${Date.now().toString(36)}`;
  const here = { settings, nodeVersion: version, build: async () => void (await build()) };
  if (options.local) {
    tell(terminal, await examineHere(here, { label, with: (work) => onLocalClinic(work) }));
    return;
  }
  const [{ awsBySdk }, { nodeDns, nodeWeb }, { cloudClinic }] = await Promise.all([
    import('../doctor/aws-sdk.ts'),
    import('../doctor/node-world.ts'),
    import('../doctor/cloud-clinic.ts'),
  ]);
  const prefix = `afterglow-${cloudConfig.name}-${settings.stage}`;
  const place = () => void deploymentOf(cloudConfig, clinicConfig);
  const there = { settings, prefix, place, aws: awsBySdk(), dns: nodeDns, web: nodeWeb, label };
  const tableName = typeof table === 'string' ? table : undefined;
  tell(terminal, [
    ...(await examineHere(here)),
    ...(await examineThere(options.send ? { ...there, clinic: () => cloudClinic(prefix, tableName) } : there)),
  ]);
}

/** The runner brings in what the build makes, so that it is loaded only then. */
const onLocalClinic: typeof import('../doctor/local-clinic.ts').withLocalClinic = async (work) => {
  const { withLocalClinic } = await import('../doctor/local-clinic.ts');
  return withLocalClinic(work);
};

/** Throws StartProblem where anything failed, so that the command ends with an error. */
function tell(terminal: Asked['terminal'], findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, outcome, says, remedy } of findings) {
    terminal.print(`${marks[outcome]}  ${check.padEnd(width)}  ${says}`);
    if (remedy) terminal.print(`${' '.repeat(width + 8)}${outcome === 'pass' ? '' : '-> '}${remedy}`);
  }
  const count = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome).length;
  const summary = `${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped.`;
  if (count('fail') > 0) throw new StartProblem(summary);
  terminal.print(summary);
}
