// What the e-mails say about medicine: every claim's words stand in the text, its source at the foot, and no figure stands
// without one. The four things the clinic wants understood are each in their e-mail, in every language.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clinic, renderer, templates } from './built.ts';

const folder = join(import.meta.dirname, '../../templates');
const read = async (file: string): Promise<unknown> => parse(await readFile(join(folder, file), 'utf8'));

interface Meta {
  readonly claims?: readonly { readonly says: string; readonly source: string }[];
  readonly sources?: readonly string[];
}
const sources = (await read('sources.yaml')) as Record<string, string>;
const words: Record<string, { education: string }> = {
  en: (await read('words/en.yaml')) as { education: string },
  es: (await read('words/es.yaml')) as { education: string },
};
const written = Object.entries(templates).flatMap(([template, { translations }]) =>
  [clinic.locale, ...Object.keys(translations ?? {})].map((locale) => ({ template, locale })),
);

/** One line, as a reader hears it: no-break spaces and the text part's own line breaks do not count. */
const flat = (text: string) => text.replace(/[\s\u00a0]+/g, ' ').replace(/ ([,.;:])/g, '$1');

async function mailOf(template: string, locale: string) {
  const name = locale === clinic.locale ? template : `${locale}/${template}`;
  const meta = (await read(`emails/${name}.yaml`)) as Meta;
  const { text } = await renderer.renderTemplate(template, { locale, tracked: false });
  // The numbers that count an e-mail's steps are no figures.
  return { meta, text: flat(text), steps: flat(text.replace(/^\d\. /gm, '')) };
}

describe('claims', () => {
  it.each(written)('of $template ($locale) stand in its words, and their sources at its foot', async (one) => {
    const { meta, text } = await mailOf(one.template, one.locale);
    for (const { says, source } of meta.claims ?? []) {
      expect(text).toContain(flat(says));
      expect(Object.keys(sources)).toContain(source);
      const foot = text.lastIndexOf(flat(sources[source] ?? ''));
      expect(foot, `${source} at the foot`).toBeGreaterThan(text.indexOf(flat(says)));
    }
    for (const source of meta.sources ?? []) expect(text).toContain(flat(sources[source] ?? '?'));
  });

  it.each(written)('$template ($locale) holds no figure outside of a claim', async (one) => {
    const { meta, steps } = await mailOf(one.template, one.locale);
    const left = (meta.claims ?? []).reduce((rest, { says }) => rest.replace(flat(says), ''), steps);
    const foot = left.indexOf(flat(words[one.locale]?.education.split('<')[0] ?? '?'));
    const own = left.slice(0, foot < 0 ? undefined : foot).replace(/https:\S+/g, '');
    expect(
      own.replace(flat(clinic.postalAddress), '').match(/\d[\d.,]*(?: ?%)?|\b\w+ in ten\b|\b\w+ de cada diez\b/g) ?? [],
    ).toEqual([]);
  });

  it('are made in every language alike: the same sources for the same e-mail', async () => {
    for (const { template, locale } of written) {
      const own = (await mailOf(template, clinic.locale)).meta.claims ?? [];
      const other = (await mailOf(template, locale)).meta.claims ?? [];
      expect(
        other.map(({ source }) => source),
        `${template} ${locale}`,
      ).toEqual(own.map(({ source }) => source));
    }
  });
});

/** The clinic's four statements, by the words that carry each part of them. */
const understood: readonly (readonly [string, string, readonly RegExp[]])[] = [
  [
    'understanding-scars',
    'en',
    [
      /Acne ends/,
      /bring the distress back/,
      /inflamed, its wall can break down/,
      /how often the breakouts came/,
    ].concat([
      /how far the wall of the pore was damaged/,
      /what happened to the tissue around/,
      /Treatments now exist/,
    ]),
  ],
  [
    'understanding-scars',
    'es',
    [/El acné termina/, /traer de vuelta el malestar/, /su pared puede romperse/, /con qué frecuencia/].concat([
      /cuánto se dañó la pared del poro/,
      /qué ocurrió en el tejido/,
      /Hoy existen tratamientos/,
    ]),
  ],
  [
    'chemical-peels',
    'en',
    [
      /controlled exfoliation/,
      /mixture of skin-safe acids/,
      /a set time/,
      /lifts layers/,
      /fresh skin can show/,
    ].concat([/superficial peel touches only the top layers/, /deeper one goes through several/, /how deep it sits/]),
  ],
  [
    'chemical-peels',
    'es',
    [
      /exfoliación controlada/,
      /mezcla de ácidos aptos para la piel/,
      /un tiempo fijado/,
      /levanta capas/,
      /piel nueva/,
    ].concat([/superficial llega solo a las capas de arriba/, /más profundo atraviesa varias/, /lo honda que esté/]),
  ],
  [
    'microneedling',
    'en',
    [/thousands of very fine punctures/, /tiny channels/, /Serums and creams put on afterwards can sink deeper/].concat(
      [/small wound/, /collagen, elastin, cytokines/, /From outside/, /From inside/],
    ),
  ],
  [
    'microneedling',
    'es',
    [/miles de punciones finísimas/, /canales diminutos/, /los sérums y las cremas .* penetran más/].concat([
      /pequeña herida/,
      /colágeno, elastina, citocinas/,
      /Desde fuera/,
      /desde dentro/,
    ]),
  ],
  [
    'combined-approach',
    'en',
    [/Each works/, /we recommend the two together/, /smoother, more radiant skin/, /where it is needed/],
  ],
  [
    'combined-approach',
    'es',
    [/Cada uno actúa/, /recomendamos los dos juntos/, /piel más lisa y luminosa/, /donde hace falta/],
  ],
];

describe('what the clinic wants understood', () => {
  it.each(understood)('%s (%s) says it', async (template, locale, phrases) => {
    const { text } = await mailOf(template, locale);
    for (const phrase of phrases) expect(text).toMatch(phrase);
  });

  it('is listed for every language', () => {
    const listed = understood.map(([template, locale]) => `${template} ${locale}`);
    const due = written.filter(({ template }) => understood.some(([one]) => one === template));
    expect(listed.toSorted()).toEqual(due.map(({ template, locale }) => `${template} ${locale}`).toSorted());
  });
});
