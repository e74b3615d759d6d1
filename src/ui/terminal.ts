/** Standard error as a place for lines, and for one live line below them where it is a terminal. */

export interface TerminalStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface Terminal {
  readonly live: boolean;
  /** Writes a line above the live one. */
  line(text: string): void;
  /** Replaces the live line; does nothing where there is none. */
  status(text: string): void;
  /** Removes the live line. */
  clear(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

export function createTerminal(stream: TerminalStream): Terminal {
  const live = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  let current = '';
  const clear = () => {
    if (current !== '') stream.write(CLEAR_LINE);
    current = '';
  };
  return {
    live,
    clear,
    line: (text) => {
      const below = current;
      clear();
      stream.write(`${text}\n`);
      if (below !== '') stream.write((current = below));
    },
    status: (text) => {
      if (!live) return;
      // A line as wide as the terminal would wrap, and could then not be replaced.
      const cut = text.slice(
        0,
        Math.max(
          10,
          (stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns) - 1,
        ),
      );
      if (cut === current) return;
      current = cut;
      stream.write(`${CLEAR_LINE}${cut}`);
    },
  };
}
