// The text part of an e-mail, made from its HTML: the build and the newsletter function use it.
// A button becomes its label above its address; layout tables vanish; `.no-text` parts are left out.
import { convert, type DomNode, type FormatCallback } from 'html-to-text';

const LINE_WIDTH = 76;

const button: FormatCallback = (element, _walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  const anchor = firstAnchor(element.children);
  builder.addInline(`${words(anchor?.children ?? []).trim()}:`);
  builder.addLineBreak();
  builder.addInline(anchor?.attribs?.href ?? '', { noWordTransform: true });
  builder.closeBlock({ trailingLineBreaks: 2 });
};

function words(nodes: readonly DomNode[]): string {
  return nodes.map((node) => (node.type === 'text' ? (node.data ?? '') : words(node.children ?? []))).join('');
}

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
    formatters: { button },
    selectors: [
      { selector: '.no-text', format: 'skip' },
      { selector: 'img', format: 'skip' },
      { selector: '.button', format: 'button' },
      { selector: '.step', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      { selector: 'a', format: 'anchor', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
      { selector: 'h1', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 2 } },
      { selector: 'h2', format: 'heading', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } },
      { selector: 'h3', format: 'heading', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } },
      { selector: 'ul', format: 'unorderedList', options: { itemPrefix: '- ' } },
      { selector: 'table', format: 'block' },
    ],
  });
  return `${text
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
