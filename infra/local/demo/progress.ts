// A progress bar on the terminal; where there is none, a line per tenth.

const width = 30;

export interface Progress {
  show(share: number, words: string): void;
  end(words: string): void;
}

export function makeProgress(out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>): Progress {
  let lastTenth = -1;
  return {
    show(share, words) {
      const done = Math.round(share * width);
      const percent = String(Math.floor(share * 100)).padStart(3);
      if (out.isTTY) {
        out.write(`\r\x1b[K[${'#'.repeat(done)}${'.'.repeat(width - done)}] ${percent} %  ${words}`);
      } else if (Math.floor(share * 10) > lastTenth) {
        lastTenth = Math.floor(share * 10);
        out.write(`${percent} %  ${words}\n`);
      }
    },
    end(words) {
      out.write(out.isTTY ? `\r\x1b[K${words}\n` : `${words}\n`);
    },
  };
}
