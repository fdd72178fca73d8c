/** The log of the command line: one file in the state folder, which is made with the first line. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { jsonLog, type Log, type LogForm, logIn } from '../../base/log.ts';
import type { OpenLog } from '../../cli/command.ts';

/** A larger log is put aside; the one put aside before is dropped. */
const LOG_BYTES_MAX = 10_000_000;

/** Lines are written at once, so that the last one before a crash is there. `echo` gets each line too, in its own form. */
export function openLogFile(
  folder: string,
  clock: Clock,
  echo: ((line: string) => void) | null,
  form: LogForm = 'json',
): OpenLog {
  const path = join(folder, 'godwit.log');
  const shown = echo === null ? null : logIn(form, echo, () => clock.now());
  /** In the file by now, as far as this program knows; null before the first line. */
  let bytes: number | null = null;
  const write = (line: string): void => {
    try {
      if (bytes === null || bytes > LOG_BYTES_MAX) bytes = prepare(folder, path);
      appendFileSync(path, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
    } catch (error) {
      // A log that cannot be written must not end the move it tells of; the reason is shown where the run is watched.
      if (bytes === null) shown?.warn('the log cannot be written', { reason: String(error) });
      bytes ??= 0;
    }
  };
  const file = jsonLog(write, () => clock.now());
  return { log: shown === null ? file : both(shown, file), path };
}

function both(one: Log, other: Log): Log {
  const told =
    (level: keyof Log): Log['info'] =>
    (event, facts) => {
      one[level](event, facts);
      other[level](event, facts);
    };
  return { info: told('info'), warn: told('warn') };
}

/** Gives the bytes that are in the file. */
function prepare(folder: string, path: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_BYTES_MAX) return size;
  renameSync(path, `${path}.1`);
  return 0;
}
