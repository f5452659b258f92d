// The frame around every public page: masthead, main, and a footer with the clinic's address and privacy link.
import type { Child } from 'hono/jsx';
import type { Clinic } from '../../domain/clinic.ts';
import { Document } from '../page/document.tsx';
import { siteStyles } from './styles.ts';
import type { SiteWords } from './words/en.tsx';
import { spokenLanguages } from './words/page-words.ts';

export interface LayoutProps {
  readonly clinic: Clinic;
  readonly words: SiteWords;
  readonly title: string;
  readonly nonce: string;
  readonly children: Child;
  /** Every page but the sign-up page keeps out of search engines. */
  readonly listed?: boolean;
}

export const Layout = ({ clinic, words, title, nonce, children, listed }: LayoutProps) => (
  <Document
    clinic={{ ...clinic, locale: words.locale }}
    title={title}
    nonce={nonce}
    styles={siteStyles}
    unlisted={!listed}
  >
    <a class="skip" href="#main">
      {words.layout.skip}
    </a>
    <header class="masthead wrap">
      <a href={clinic.website}>
        <Mark />
        <span class="name">{clinic.name}</span>
      </a>
    </header>
    <main id="main">
      <Lines />
      <div class="wrap">{children}</div>
    </main>
    <footer>
      <div class="wrap">
        <address>
          {clinic.name}, {clinic.postalAddress}
        </address>
        <nav aria-label={words.layout.about}>
          <a href={`tel:${clinic.phone.replace(/[^+\d]/g, '')}`}>{clinic.phone}</a>
          <a href={clinic.privacyUrl}>{words.layout.privacy}</a>
          <a href={clinic.website}>{words.layout.website}</a>
          {listed ? <OtherLanguages clinic={clinic} words={words} /> : null}
        </nav>
      </div>
    </footer>
  </Document>
);

/** The sign-up page in the other languages; the pages of a person's own links speak hers by themselves. */
const OtherLanguages = ({ clinic, words }: Pick<LayoutProps, 'clinic' | 'words'>) => (
  <>
    {spokenLanguages(clinic)
      .filter(({ locale }) => locale !== words.locale)
      .map(({ locale, language }) => (
        <a href={`/?locale=${locale}`} lang={locale} hreflang={locale}>
          {language}
        </a>
      ))}
  </>
);

const Mark = () => (
  <svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
    <circle cx="16" cy="16" r="14" />
    <path d="M4 20c5-5 8 3 12-2s7-7 13-3M6 25c4-3 6 2 10-1s6-4 10-3" stroke-linecap="round" />
  </svg>
);

const lineCount = 13;

/** Calm contour lines behind the content. They carry no meaning, so nothing announces them. */
const Lines = () => (
  <svg
    class="lines"
    viewBox="0 0 1200 700"
    preserveAspectRatio="xMidYMin slice"
    fill="none"
    stroke="currentColor"
    aria-hidden="true"
  >
    {Array.from({ length: lineCount }, (_, index) => (
      <path d={contour(index)} stroke-width="1.4" />
    ))}
  </svg>
);

function contour(index: number): string {
  const base = 70 + index * 26;
  const points = Array.from({ length: 9 }, (_, at) => {
    const x = at * 160 - 40;
    const y = base + Math.sin(at * 0.9 + index * 0.16) * (34 - index) + Math.cos(at * 0.45 - index * 0.1) * 22;
    return [x, Math.round(y)] as const;
  });
  const [first, ...rest] = points;
  return rest.reduce(
    (path, [x, y], at) => {
      const [fromX, fromY] = points[at] ?? [0, 0];
      return `${path} C${fromX + 80} ${fromY} ${x - 80} ${y} ${x} ${y}`;
    },
    `M${first?.join(' ')}`,
  );
}
