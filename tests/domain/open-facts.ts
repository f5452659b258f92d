// Facts of somebody about whom nothing is known but her zone and whether she lets us look.
import clinic from '../../clinic.config.ts';
import type { Facts } from '../../functions/domain/interpreter.ts';

export function openFacts({ tracked, zone }: { readonly tracked: boolean; readonly zone: string }): Facts {
  return {
    tracked,
    zone,
    answers: {},
    engagement: new Map(),
    marketingSentAt: [],
    rules: { sendWindow: clinic.sendWindow, holidays: clinic.holidays },
    cap: clinic.caps,
  };
}
