// What a new subscriber costs from the form to the confirmed enrolment, and what a minute's schedules cost that find nothing due.
import { makeIdentity } from '../../functions/composition/identity.ts';
import { makeTokens } from '../../functions/composition/tokens.ts';
import { make as makeRollup } from '../../functions/handlers/rollup.ts';
import { make as makeSite } from '../../functions/handlers/site.ts';
import { make as makeTick } from '../../functions/handlers/tick.ts';
import { functions } from '../../functions/manifest.ts';
import { type Report, round } from './measure.ts';
import { MeteredStage, Stage } from './stage.ts';

const people = 30;
const ticks = 100;

export const name = 'joining';

export async function run(report: Report): Promise<void> {
  const engine = await Stage.start();
  try {
    const stage = new MeteredStage(engine);
    const tick = makeTick(stage.context);
    stage.reset();
    const rollup = makeRollup(stage.context);
    const budget = { remainingMs: () => functions.rollup.timeoutSeconds * 1_000 };
    for (let index = 0; index < ticks; index += 1) {
      await stage.measured(() => tick({}));
      await stage.measured(() => rollup({}, budget));
    }
    report.put('rest', {
      ticks,
      readUnitsPerTick: round(stage.meter.units.read / ticks, 3),
      writeUnitsPerTick: round(stage.meter.units.write / ticks, 3),
    });
    stage.reset();
    for (let index = 0; index < people; index += 1) await join(stage, `anna.${index}@mail.example.com`);
    const { write, read } = stage.meter.units;
    report.put('joining', {
      people,
      writeUnitsPerPerson: round(write / people, 3),
      readUnitsPerPerson: round(read / people, 3),
    });
  } finally {
    await engine.end();
  }
}

/** Signs up, is sent the confirmation, confirms. Her first e-mail is a step like any other and not counted here. */
async function join(stage: MeteredStage, email: string): Promise<void> {
  const site = makeSite(stage.context);
  const issuedAt = stage.now;
  const form = { email, firstName: 'Anna', consent: true, tracking: true };
  const signedUp = await site.fetch(
    new Request('https://bench.example/api/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(form),
    }),
  );
  if (signedUp.status !== 202) throw new Error(`Signing up was answered ${signedUp.status}.`);
  await stage.work('transactional');
  const subscriberId = makeIdentity(stage.context).subscriberId(email);
  const token = makeTokens(stage.context).confirm({ subscriberId, issuedAt });
  const confirmed = await site.fetch(
    new Request(`https://bench.example/confirm/${token}`, { method: 'POST', body: new URLSearchParams() }),
  );
  if (confirmed.status !== 200) throw new Error(`Confirming was answered ${confirmed.status}.`);
  if ((await stage.engines.taken()).length !== 1) throw new Error(`${email} was not sent one confirmation.`);
  // What confirming queued is the first step's.
  await stage.engines.drain('advance');
}
