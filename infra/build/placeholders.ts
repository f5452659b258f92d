// Finds every Handlebars expression in a text with its line, and says which ones an e-mail may not hold.
// The same list, taken before and after MJML, shows what MJML dropped or mangled.
import Handlebars from 'handlebars';

export interface Placeholder {
  /** As it counts: `clinic.name`, or `#if tracked` for a block. */
  readonly name: string;
  /** The variables it reads. */
  readonly variables: readonly string[];
  readonly line: number;
}

export interface Refusal {
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

const BLOCKS = new Set(['if', 'unless']);

export function findPlaceholders(text: string): { placeholders: Placeholder[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const placeholders: Placeholder[] = [];
  for (const match of text.matchAll(/\{\{\{+|\{\{~?&/g)) {
    const line = text.slice(0, match.index).split('\n').length;
    const remedy = 'Use {{ }}, which escapes what it inserts.';
    refusals.push({ line, message: `${match[0]} would insert text unescaped.`, remedy });
  }
  if (refusals.length > 0) return { placeholders, refusals };
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(text);
  } catch (error) {
    const said = (error as Error).message;
    const line = Number(/on line (\d+)/.exec(said)?.[1] ?? / - (\d+):\d+/.exec(said)?.[1] ?? 1);
    const remedy = 'Check that every {{#if}} has its {{/if}} and every {{ its }}.';
    refusals.push({ line, message: `Handlebars cannot read this: ${said.split('\n')[0]}`, remedy });
    return { placeholders, refusals };
  }

  function visit(statements: readonly hbs.AST.Statement[]): void {
    for (const statement of statements) {
      const { line } = statement.loc.start;
      if (statement.type === 'MustacheStatement') {
        const { path, params, hash } = statement as hbs.AST.MustacheStatement;
        const name = pathOf(path);
        if (params.length > 0 || hash !== undefined) refuse(line, `{{${name} ...}} calls a helper`);
        else placeholders.push({ name, variables: [name], line });
      } else if (statement.type === 'BlockStatement') {
        const block = statement as hbs.AST.BlockStatement;
        const name = pathOf(block.path);
        const variables = block.params.map(pathOf);
        if (!BLOCKS.has(name) || variables.length !== 1) refuse(line, `{{#${name}}} is not a block e-mails may use`);
        else placeholders.push({ name: `#${name} ${variables[0]}`, variables, line });
        visit(block.program.body);
        if (block.inverse) visit(block.inverse.body);
      } else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
        refuse(line, `A ${statement.type} is not something e-mails may use`);
      }
    }
  }
  function refuse(line: number, message: string): void {
    refusals.push({
      line,
      message: `${message}.`,
      remedy: 'Use {{variable}}, {{#if variable}} and {{#unless variable}} only.',
    });
  }

  visit(program.body);
  return { placeholders, refusals };
}

function pathOf(node: hbs.AST.Node): string {
  return (node as hbs.AST.PathExpression).original?.toString() ?? node.type;
}
