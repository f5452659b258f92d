// Every link of an e-mail leads where its link table says, over https.
import type { EmailCheck } from '../../../functions/ports/gallery.ts';
import type { EmailUnderCheck } from './email-under-check.ts';

export function linksCheck({ trackedHtml, links }: EmailUnderCheck): EmailCheck {
  const hrefs = new Set(
    [...trackedHtml.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&')),
  );
  const urls = links.map(({ url }) => url);
  const lost = [...hrefs].filter((href) => {
    const n = /\/c\/\{\{slotToken\}\}\/(\d+)$/.exec(href)?.[1];
    return !urls.includes(n === undefined ? href.replace(/\{\{(\w+)\}\}/g, '{$1}') : (urls[Number(n)] ?? ''));
  });
  const details = [
    ...lost.map((href) => `${href} is not in the link table. Declare it under \`links\`.`),
    ...links
      .filter(({ url }) => !isSound(url))
      .map(({ name, url }) => `The link “${name}” leads to ${url}, which is no https address.`),
  ];
  return {
    name: 'Links',
    found: `${links.length} in the table`,
    budget: 'all resolve',
    passes: details.length === 0 && links.length > 0,
    details,
  };
}

/** The local runner alone has links without https: to itself. */
function isSound(url: string): boolean {
  const parsed = URL.parse(url.replace(/\{\w+\}/g, 'token'));
  return parsed?.protocol === 'https:' || parsed?.hostname === 'localhost';
}
