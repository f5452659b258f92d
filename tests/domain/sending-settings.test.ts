// The clinic's settings of sending: defaults below SES's own limits, and every mistake named with its remedy.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { ClinicConfigError, defineClinic } from '../../functions/clinic.ts';

type Input = Parameters<typeof defineClinic>[0];
const withSettings = (settings: Partial<Input>): Input => ({ ...(clinic as unknown as Input), ...settings });

describe('settings of sending', () => {
  it('may be left out: limits below those of SES, no ramp, no cap', () => {
    const { limits: _limits, ...rest } = withSettings({});
    const defined = defineClinic(rest as Input);
    expect(defined.limits).toEqual({ bouncePercent: 4, complaintPercent: 0.08, minimumSent: 200 });
    expect([defined.warmUp, defined.dailyCap]).toEqual([undefined, undefined]);
    expect(defineClinic(withSettings({ limits: { bouncePercent: 2 } })).limits.complaintPercent).toBe(0.08);
  });

  it.each<[string, Partial<Input>, string]>([
    [
      'a bounce limit SES would act on first',
      { limits: { bouncePercent: 6 } },
      'limits.bouncePercent: 6 must be at most 5',
    ],
    [
      'a complaint limit beyond SES',
      { limits: { complaintPercent: 1 } },
      'limits.complaintPercent: 1 must be at most 0.1',
    ],
    [
      'a ramp that shrinks',
      { warmUp: { startedOn: '2027-01-01', firstDay: 50, growthPerDay: 0.9 } },
      'such as 1.4 for 40 % more each day',
    ],
    [
      'a ramp from no day',
      { warmUp: { startedOn: 'soon', firstDay: 50, growthPerDay: 1.4 } },
      'must be a date such as',
    ],
    ['a cap of nothing', { dailyCap: 0 }, 'dailyCap: 0 must be at least 1 e-mail, or leave it out'],
  ])('%s is refused with the remedy', (_name, settings, message) => {
    expect(() => defineClinic(withSettings(settings))).toThrow(ClinicConfigError);
    expect(() => defineClinic(withSettings(settings))).toThrow(message);
  });
});
