// Runs MJML the one way Afterglow uses it: strict, without web fonts, without includes, with its indentation taken out.
// For the build and the newsletter function only; the send path never imports this.
import mjml2html from 'mjml';

export interface MjmlResult {
  readonly html: string;
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

export async function compileMjml(mjml: string): Promise<MjmlResult> {
  try {
    const { html } = await mjml2html(mjml, {
      validationLevel: 'strict',
      keepComments: false,
      // Web fonts would call a third party from the reader's mail program.
      fonts: {},
    });
    return { html: compact(html), errors: [] };
  } catch (error) {
    const { errors } = error as { errors?: { line: number; message: string }[] };
    if (Array.isArray(errors)) return { html: '', errors };
    return { html: '', errors: [{ line: 1, message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** Indentation is a third of what MJML writes, and Gmail clips long messages. */
function compact(html: string): string {
  return html
    .replace(/[ \t]+$/gm, '')
    .replace(/\n\s+/g, '\n')
    .trim();
}
