/** What the commands write to: results to one stream, everything else to the other. */

export interface Terminal {
  /** Results. With --json nothing but the one document. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  error(text: string): void;
  /** True when a line on `error` may be drawn over again. */
  readonly isLive: boolean;
  /** Of the window that `error` goes to. */
  columns(): number;
  /** Of the window that `out` goes to; null when it goes to no window. */
  outColumns(): number | null;
  readonly paint: Paint;
}

/** Colours by meaning; plain text where there are none. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where the width is not known, every terminal has at least these. */
const COLUMNS_DEFAULT = 80;

/** No escape sequence ever goes to something that is no terminal, or where NO_COLOR (no-color.org) asks for none. */
export function openTerminal(
  streams: { readonly out: OutputStream; readonly error: OutputStream },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isPlain = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  const { out, error } = streams;
  return {
    out: (text) => void out.write(text),
    error: (text) => void error.write(text),
    isLive: error.isTTY === true && !isPlain,
    columns: () => error.columns ?? COLUMNS_DEFAULT,
    // A terminal that was never told its size says 0.
    outColumns: () => (out.isTTY === true ? out.columns || COLUMNS_DEFAULT : null),
    paint: out.isTTY === true && error.isTTY === true && !isPlain ? COLOURED : PLAIN,
  };
}

const same = (text: string): string => text;
export const PLAIN: Paint = { good: same, bad: same, warning: same, strong: same, faint: same };
const COLOURED: Paint = {
  good: (text) => `\x1b[32m${text}\x1b[39m`,
  bad: (text) => `\x1b[31m${text}\x1b[39m`,
  warning: (text) => `\x1b[33m${text}\x1b[39m`,
  strong: (text) => `\x1b[1m${text}\x1b[22m`,
  faint: (text) => `\x1b[2m${text}\x1b[22m`,
};
