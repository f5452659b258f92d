// The language of the public pages: hers where the link is hers, else the one she chose, else her browser's, else the clinic's.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { questionIds, questionNamed } from '../../functions/domain/questions.ts';
import { en } from '../../functions/web/site/words/en.tsx';
import { es } from '../../functions/web/site/words/es.tsx';
import { spokenLanguages } from '../../functions/web/site/words/page-words.ts';
import { PeopleWorld, pastTtlMs } from './people-world.ts';

const ana = 'ana@example.com';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function page(world: PeopleWorld, path: string, headers: Record<string, string> = {}) {
  const response = await world.site.request(path, { headers });
  const html = await response.text();
  return { response, html, lang: /<html lang="([^"]*)"/.exec(html)?.[1] };
}

async function post(world: PeopleWorld, path: string, fields: Record<string, string>, headers = {}) {
  const body = new URLSearchParams(fields).toString();
  const response = await world.site.request(path, { method: 'POST', headers: { ...form, ...headers }, body });
  return { response, html: await response.text() };
}

/** Ana reads Spanish; her browser, in what follows, asks for English. */
async function withAna(): Promise<PeopleWorld> {
  const world = new PeopleWorld();
  await world.signUp(ana, { locale: 'es', firstName: 'Ana' });
  return world;
}
const english = { 'accept-language': 'en-GB,en' };
const leaveToken = (world: PeopleWorld) => world.tokens.leave({ subscriberId: world.idOf(ana) });

describe('the form', () => {
  it.each([
    ['es-MX,es;q=0.9,en;q=0.8', 'es', es.front.heading],
    ['fr,es;q=0.5', 'es', es.front.heading],
    ['en-GB,es;q=0.9', 'en', en.front.heading],
    ['de', 'en', en.front.heading],
    ['*', 'en', en.front.heading],
  ])('speaks the browser’s language: %s', async (accepted, lang, heading) => {
    const { html, response, lang: spoken } = await page(new PeopleWorld(), '/', { 'accept-language': accepted });
    expect(spoken).toBe(lang);
    expect(response.headers.get('content-language')).toBe(lang);
    expect(html).toContain(heading);
  });

  it('speaks the language an address names, keeps it through the form, and offers the other', async () => {
    const world = new PeopleWorld();
    const { html } = await page(world, '/?locale=es', english);
    expect(html).toContain(es.form.send);
    expect(html).toContain('<input type="hidden" name="locale" value="es"');
    expect(html).toContain('href="/?locale=en"');
    const fields = { email: ana, consent: 'on', wording: clinic.consentWording.version, locale: 'es' };
    const { response } = await post(world, '/signup', fields, english);
    const next = response.headers.get('location') ?? '';
    expect((await page(world, next, english)).html).toContain(es.sent.heading);
    expect(world.person(ana)?.locale).toBe('es');
  });

  it('gives nothing back of a language nobody knows', async () => {
    for (const typed of ['"><script>', 'xx', 'es%0d%0aX: y', 'ES']) {
      const { html, lang } = await page(new PeopleWorld(), `/?locale=${encodeURIComponent(typed)}`, english);
      expect(lang).toBe('en');
      expect(html).not.toContain('"><script>');
    }
  });

  it('asks for consent in her language, and tells mistakes in it', async () => {
    const { html } = await post(
      new PeopleWorld(),
      '/signup',
      { email: 'ñandú@example.com', firstName: 'www.x.es', wording: 'old' },
      { 'accept-language': 'es' },
    );
    for (const said of [
      es.form.addressFaults.letters,
      es.form.nameLinks,
      es.form.consentMissing,
      es.form.wordingStale,
      clinic.consentWording.translations?.es?.marketing ?? '?',
    ]) {
      expect(html).toContain(said);
    }
    expect(html).toContain(es.front.checkTitle);
  });

  it('answers programs in English', async () => {
    const headers = { 'accept-language': 'es', accept: 'application/json' };
    const { html } = await post(new PeopleWorld(), '/signup', { email: 'x', wording: '2026-11' }, headers);
    expect(html).toContain(en.form.addressFaults.shape);
  });
});

describe('a page behind her own link speaks hers, whatever the browser asks for:', () => {
  it('confirming, again, and the preferences', async () => {
    const world = await withAna();
    const path = `/confirm/${world.confirmToken(ana)}`;
    const looked = await page(world, path, english);
    expect(looked.lang).toBe('es');
    expect(looked.html).toContain(es.confirm.ready.button);
    expect((await post(world, path, {}, english)).html).toContain(es.confirm.confirmed.heading);
    expect((await page(world, path, english)).html).toContain(es.confirm.already.heading);
    const { html } = await page(world, `/preferences/${leaveToken(world)}`, english);
    expect(html).toContain(es.preferences.heading);
    expect(html).toContain(clinic.consentWording.translations?.es?.tracking ?? '?');
    expect(html).toContain('La serie');
  });

  it('a link that ran out', async () => {
    const world = await withAna();
    const path = `/confirm/${world.confirmToken(ana)}`;
    world.clock.advance(pastTtlMs);
    expect((await page(world, path, english)).html).toContain(es.confirm.expired.heading);
    expect((await post(world, path, { action: 'again' }, english)).html).toContain(es.confirm.askedAgain.about);
  });

  it('leaving, and coming back', async () => {
    const world = await withAna();
    await post(world, `/confirm/${world.confirmToken(ana)}`, {});
    const path = `/unsubscribe/${leaveToken(world)}`;
    expect((await page(world, path, english)).html).toContain(es.leave.question.heading);
    expect((await post(world, path, {}, english)).html).toContain(es.leave.left.heading);
    expect((await post(world, path, { action: 'undo' }, english)).html).toContain(es.leave.back.heading);
  });

  it.each(questionIds)('the question %s', async (id) => {
    const world = await withAna();
    await post(world, `/confirm/${world.confirmToken(ana)}`, {});
    const path = `/answer/${leaveToken(world)}/${id}`;
    const { html } = await page(world, path, english);
    const theirs = es.answer.questions[id];
    expect(html).toContain(theirs?.title);
    for (const { label } of theirs?.answers ?? []) expect(html).toContain(label);
    expect((await post(world, path, { answer: 'nonsense' }, english)).html).toContain(es.answer.chooseOneOfThese);
    const [first] = theirs?.answers ?? [];
    expect((await post(world, path, { answer: first?.value ?? '' }, english)).html).toContain(es.answer.thanks);
  });
});

describe('a page of nobody’s', () => {
  it.each([
    ['/nowhere', es.errors.unknown.heading],
    ['/confirm/forged', es.errors.unknown.heading],
    ['/unsubscribe/archive', es.leave.archive.heading],
  ])('speaks the browser’s language: %s', async (path, heading) => {
    expect((await page(new PeopleWorld(), path, { 'accept-language': 'es' })).html).toContain(heading);
    expect((await page(new PeopleWorld(), path)).html).not.toContain(heading);
  });
});

describe('the words', () => {
  it('of the questions are all there in Spanish, answer by answer', () => {
    for (const id of questionIds) {
      const values = (answers: readonly { readonly value: string }[] = []) => answers.map(({ value }) => value);
      expect(values(es.answer.questions[id]?.answers)).toEqual(values(questionNamed(id)?.answers));
    }
  });

  it('are offered in the languages the clinic declares, its own first', () => {
    const spoken = (locale: string, otherLocales: readonly string[]) =>
      spokenLanguages({ locale, otherLocales }).map((words) => words.locale);
    expect(spoken('es', ['en'])).toEqual(['es', 'en']);
    expect(spoken('en-GB', ['en-US', 'es-MX'])).toEqual(['en', 'es']);
    expect(spoken('en', [])).toEqual(['en']);
    expect(spoken('de', ['fr'])).toEqual(['en']);
  });

  it('differ wherever they are sentences', () => {
    const sentences = (words: object): string[] =>
      Object.values(words).flatMap((value: unknown) =>
        typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? sentences(value) : [],
      );
    const same = sentences(es).filter((one) => one.length > 20 && sentences(en).includes(one));
    expect(same).toEqual([]);
  });
});
