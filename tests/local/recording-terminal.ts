// A terminal that remembers what was printed and asked, and gives every question the same answer.
import type { Terminal } from '../../infra/local/operator/command.ts';

export interface Recording {
  readonly terminal: Terminal;
  /** What was printed, tables as JSON, and what was asked. */
  read(): { said: string; asked: string[] };
}

export function recordingTerminal(answer = false): Recording {
  const lines: string[] = [];
  const asked: string[] = [];
  const terminal: Terminal = {
    print: (text) => void lines.push(text),
    table: (rows) => void lines.push(JSON.stringify(rows)),
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  };
  return { terminal, read: () => ({ said: lines.join('\n'), asked }) };
}
