// The clinic's settings of sending: defaults below SES's own limits, and every mistake named with its remedy.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { ClinicConfigError, defineClinic } from '../../functions/clinic.ts';

type Input = Parameters<typeof defineClinic>[0];
const withSettings = (settings: Partial<Input>): Input => ({ ...(clinic as unknown as Input), ...settings });

const datesFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
  );

describe('settings of sending', () => {
  it('may be left out: limits below those of SES, no ramp, no cap', () => {
    const { limits: _limits, ...rest } = withSettings({});
    const defined = defineClinic(rest as Input);
    expect(defined.limits).toEqual({ bouncePercent: 4, complaintPercent: 0.08, minimumSent: 200 });
    expect([defined.warmUp, defined.dailyCap]).toEqual([undefined, undefined]);
    expect(defineClinic(withSettings({ limits: { bouncePercent: 2 } })).limits.complaintPercent).toBe(0.08);
  });

  it('may close for a month', () => {
    const daysOff = [6, 7];
    const closed = withSettings({
      holidays: datesFrom('2027-08-01', 31),
      sendWindow: { from: '09:00', to: '11:00', daysOff },
    });
    expect(defineClinic(closed).holidays).toHaveLength(31);
  });

  it('may be quiet right up to the sending hours, and right after', () => {
    expect(defineClinic(withSettings({ quietHours: { from: '11:00', to: '09:00' } })).quietHours?.to).toBe('09:00');
    expect(defineClinic(withSettings({ quietHours: { from: '13:00', to: '15:00' } })).quietHours?.to).toBe('15:00');
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
    [
      'a window that ends before it begins',
      { sendWindow: { from: '11:00', to: '09:00', daysOff: [] } },
      'sendWindow.to: "09:00" must be later than "from"',
    ],
    [
      'a window without a weekday',
      { sendWindow: { from: '09:00', to: '11:00', daysOff: [1, 2, 3, 4, 5, 6, 7] } },
      'sendWindow.daysOff: [1,2,3,4,5,6,7] must leave one weekday open',
    ],
    [
      'a weekday there is not',
      { sendWindow: { from: '09:00', to: '11:00', daysOff: [0] } },
      'sendWindow.daysOff.0: 0 must be a whole number from 1 to 7',
    ],
    ['a holiday on no date', { holidays: ['2027-02-29'] }, 'holidays.0: "2027-02-29" must be a date such as'],
    [
      'quiet hours in the sending hours',
      { quietHours: { from: '21:00', to: '09:30' } },
      'quietHours: {"from":"21:00","to":"09:30"} must leave out the sending hours 09:00 to 11:00; change one of the two',
    ],
    ['a siesta in them', { quietHours: { from: '10:00', to: '10:05' } }, 'must leave out the sending hours'],
    [
      'a year of holidays',
      { holidays: datesFrom('2027-01-01', 365) },
      'must leave a day open in any 45 days, and from 2027-01-01 on do not; pause the journeys for so long instead',
    ],
    [
      'holidays on every Monday where no other day is open',
      {
        holidays: ['2027-05-03', '2027-05-10', '2027-05-17', '2027-05-24', '2027-05-31', '2027-06-07', '2027-06-14'],
        sendWindow: { from: '09:00', to: '11:00', daysOff: [2, 3, 4, 5, 6, 7] },
      },
      'and from 2027-05-03 on do not',
    ],
    ['no mail at all', { caps: { marketing: 0, days: 7 } }, 'caps.marketing: 0 must be a whole number from 1 to 50'],
    ['a cap of nothing', { dailyCap: 0 }, 'dailyCap: 0 must be at least 1 e-mail, or leave it out'],
  ])('%s is refused with the remedy', (_name, settings, message) => {
    expect(() => defineClinic(withSettings(settings))).toThrow(ClinicConfigError);
    expect(() => defineClinic(withSettings(settings))).toThrow(message);
  });
});
