/** Time as browsers give it, in one place: everything else takes it from here. */

export function nowMs(): number {
  return Date.now();
}

/** Ends early, without a word, when the signal says so. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
