/** Something that a form does: whether it is under way, and what went wrong the last time. */
import { useState } from 'react';

export interface Once {
  readonly isBusy: boolean;
  readonly error: Error | null;
  run(act: () => Promise<unknown>): void;
}

export function useOnce(): Once {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async (act: () => Promise<unknown>): Promise<void> => {
    setIsBusy(true);
    setError(null);
    try {
      await act();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, error, run: (act) => void run(act) };
}
