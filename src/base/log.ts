/** Log lines are events with facts. They never hold a secret or the content of mail. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined };

/** One JSON line an event. JSON escapes control characters, so no fact can forge a line or colour a terminal. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  const line =
    (level: string) =>
    (event: string, facts: Facts = {}) => {
      write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...facts })}\n`);
    };
  return { info: line('info'), warn: line('warn') };
}
