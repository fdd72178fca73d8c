/** Runs at most so many things at once, in the order they were given. */
export interface Limiter {
  /** Resolves with what `run` gives; waits for its turn first. */
  run<T>(run: () => Promise<T>): Promise<T>;
  /** Resolves when a call of `run` would begin at once. */
  room(): Promise<void>;
  /** Resolves when nothing is running or waiting. */
  idle(): Promise<void>;
}

/** Takes the number that may run at once, at least 1. */
export function limiter(max: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  const watchers: (() => void)[] = [];
  const changed = (): void => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const until = async (fact: () => boolean): Promise<void> => {
    while (!fact()) await new Promise<void>((resolve) => watchers.push(resolve));
  };
  return {
    run: async (run) => {
      if (running >= max || waiting.length > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      running += 1;
      try {
        return await run();
      } finally {
        running -= 1;
        waiting.shift()?.();
        changed();
      }
    },
    room: () => until(() => running < max && waiting.length === 0),
    idle: () => until(() => running === 0 && waiting.length === 0),
  };
}
