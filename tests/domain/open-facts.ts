// Facts of somebody about whom nothing is known but her zone and whether she lets us look.
import clinic from '../../clinic.config.ts';
import type { Facts } from '../../functions/domain/interpreter.ts';
import { person } from '../engagement/people.ts';

export function openFacts({ tracked, zone }: { readonly tracked: boolean; readonly zone: string }): Facts {
  return {
    person: person('anna', 'marketing', ...(tracked ? (['tracking'] as const) : [])),
    zone,
    engagement: new Map(),
    marketingSentAt: [],
    rules: { sendWindow: clinic.sendWindow, holidays: clinic.holidays },
    cap: clinic.caps,
  };
}
