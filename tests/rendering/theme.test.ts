// The clinic's theme: type, distances, corners and logo of every e-mail; what would look broken is refused at start.
import { describe, expect, it } from 'vitest';
import { type ClinicSettings, defineClinic } from '../../functions/clinic.ts';
import { themeTokens } from '../../infra/build/theme-tokens.ts';
import { clinic } from './built.ts';
import { problemsOf } from './fixture.ts';

const { limits: _limits, ...settings } = clinic;
const themed = (theme: NonNullable<ClinicSettings['theme']>) =>
  defineClinic({ ...(settings as ClinicSettings), theme });

describe('the theme', () => {
  it('may be left out, whole or in parts', () => {
    expect(themed({})).toEqual(clinic);
    expect(themed({ textPx: 18 }).theme).toEqual({ ...clinic.theme, textPx: 18 });
  });

  it.each([
    ['textPx', 12, '15 to 20'],
    ['textPx', 17.5, 'theme.textPx'],
    ['scale', 2, '1.15 to 1.35'],
    ['spacePx', 0, '4 to 8'],
    ['cornerPx', 99, '0 to 24'],
    ['headingFont', 'Comic Sans', 'no fonts of their own'],
    ['logo', '../mark.svg', 'templates/images'],
  ])('refuses %s %j by its name and with a remedy', (field, value, said) => {
    const wrong = () => themed({ [field]: value });
    expect(wrong).toThrow(`theme.${field}`);
    expect(wrong).toThrow(said);
  });

  it('sets sizes in steps of its scale, and every distance in its unit', () => {
    const small = themeTokens({ ...clinic.theme, textPx: 15, scale: 1.2, spacePx: 4 });
    expect(small).toMatchObject({ size_text: '15px', size_title: '26px', space_1: '4px', space_7: '28px' });
    expect(Number.parseInt(small.picture_width ?? '', 10)).toBe(600 - 2 * 28);
    for (const size of Object.values(small).filter((value) => /^\d+px$/.test(value))) {
      expect(Number.parseInt(size, 10)).toBeGreaterThan(3);
    }
    const sizes = ['size_fine', 'size_text', 'size_heading', 'size_quote', 'size_title_small', 'size_title'];
    const pixels = sizes.map((name) => Number.parseInt(themeTokens(clinic.theme)[name] ?? '', 10));
    expect(pixels).toEqual(pixels.toSorted((a, b) => a - b));
  });

  it('names a logo that is no picture', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>';
    const problems = await problemsOf({ 'templates/images/other.svg': svg });
    expect(problems).toContain('clinic.config.ts: `theme.logo` names "mark"');
    expect(await problemsOf({ 'templates/images/mark.svg': svg })).toBe('');
  });
});
