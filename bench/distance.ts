/** Delay proxies as processes of their own, so that what they do is not counted as the benchmark's. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Distance {
  /** In the order of the ports that were asked for. */
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

export async function startDistance(to: readonly number[], roundTripMs: number): Promise<Distance> {
  const program = join(import.meta.dirname, 'delay-proxy.ts');
  const children = to.map((port) =>
    spawn(process.execPath, [program, '--to', String(port), '--round-trip-ms', String(roundTripMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const ports = await Promise.all(
    children.map(async (child) => {
      const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
      return Number(first.value);
    }),
  );
  return {
    ports,
    stop: async () => {
      const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
