// The text part of an e-mail, made from its HTML: the build and the newsletter function use it.
// A button becomes its label above its address; layout tables vanish; `.no-text` parts are left out.
import { convert, type DomNode, type FormatCallback } from 'html-to-text';

const LINE_WIDTH = 76;

const button: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  const anchor = firstAnchor(element.children);
  walk(anchor?.children ?? element.children, builder);
  builder.addInline(':');
  builder.addLineBreak();
  builder.addInline(anchor?.attribs?.['href'] ?? '', { noWordTransform: true });
  builder.closeBlock({ trailingLineBreaks: 2 });
};

/** MJML wraps a button's `a` in a table. */
function firstAnchor(nodes: readonly DomNode[]): DomNode | undefined {
  for (const node of nodes) {
    const found = node.name === 'a' ? node : firstAnchor(node.children ?? []);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function plainText(html: string): string {
  const text = convert(html, {
    wordwrap: LINE_WIDTH,
    selectors: [
      { selector: '.no-text', format: 'skip' },
      { selector: 'img', format: 'skip' },
      { selector: '.button', format: 'button' },
      { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
      { selector: 'h1', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
      { selector: 'h2', options: { uppercase: true, leadingLineBreaks: 2, trailingLineBreaks: 1 } },
      { selector: 'h3', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } },
      { selector: 'ul', options: { itemPrefix: '- ' } },
      { selector: 'table', format: 'block' },
    ],
  });
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
