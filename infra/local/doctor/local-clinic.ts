// A runner of the doctor's own, on any free port with data that nobody keeps: its e-mails are read as a mailbox would.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../log.ts';
import { startLocal } from '../runner.ts';
import { meetClinic } from './met-clinic.ts';
import type { Clinic } from './ports.ts';

const stepMs = 60 * 60_000;

export async function withLocalClinic<Answer>(work: (clinic: Clinic) => Promise<Answer>): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-doctor-'));
  const runner = await startLocal({ port: 0, data: join(folder, 'data'), rate: 0, log: silentLog });
  try {
    return await work({
      ...meetClinic(runner.origin, runner.context),
      async oneClickUrl(email) {
        // Her first marketing e-mail leaves within the day.
        for (let hours = 0; hours < 24; hours += 1) {
          const header = runner.mail
            ?.toAddress(email)
            .flatMap(({ headers }) => headers)
            .find(({ name }) => name.toLowerCase() === 'list-unsubscribe');
          const url = /<(https?:[^>]+)>/.exec(header?.value ?? '')?.[1];
          if (url) return url;
          await runner.advanceBy(stepMs);
        }
        throw new Error('No e-mail with List-Unsubscribe was sent within a day of the confirmation.');
      },
      wait: async () => void (await runner.advanceBy(stepMs)),
    });
  } finally {
    await runner.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
