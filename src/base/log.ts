/** Log lines are events with facts. They never hold a secret or the content of mail. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined };

export const LOG_FORMS = ['json', 'text'] as const;
export type LogForm = (typeof LOG_FORMS)[number];

/** One JSON line an event. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  return logIn('json', write, now);
}

/** One line an event, whatever is in it: no fact can forge a line, take the place of another fact, or colour a terminal. */
export function logIn(form: LogForm, write: (line: string) => void, now: () => number): Log {
  const line =
    (level: string) =>
    (event: string, facts: Facts = {}) => {
      const at = new Date(now()).toISOString();
      write(`${escaped(LINES[form](at, level, event, facts))}\n`);
    };
  return { info: line('info'), warn: line('warn') };
}

const LINES: Readonly<Record<LogForm, (at: string, level: string, event: string, facts: Facts) => string>> = {
  json: (at, level, event, facts) => JSON.stringify({ at, level, event, ...own(facts) }),
  text: (at, level, event, facts) => {
    const told = Object.entries(facts).map(([name, fact]) => `${word(name)}=${word(String(fact))}`);
    return [at, level.padEnd(4), word(event, / /g), ...told].join(' ');
  },
};

/** What every line has stays what it is. */
function own(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [OWN.has(name) ? `${name}_` : name, fact]));
}

const OWN = new Set(['at', 'level', 'event']);

/** Quoted as in JSON where it is more than a plain word. */
function word(text: string, beside: RegExp = /$^/g): string {
  return /^[\p{L}\p{N}_.:/@+-]+$/u.test(text.replace(beside, '')) ? text : JSON.stringify(text);
}

/** JSON escapes the controls below the blank; terminals and readers of lines know some more. */
function escaped(line: string): string {
  return line.replace(/[\u007f-\u009f\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
