/** Opens the mailbox that a move would write to, and lists its folders. Writes nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import { Failure } from './base/problem.ts';
import type { Random } from './base/random.ts';
import { judgeFailure } from './check/mailbox/judge-failure.ts';
import { type CheckResult, passed } from './check/result.ts';
import { describeAddress } from './cli/address.ts';
import type { RunControl, TargetSettings } from './cli/machinery.ts';
import { notesFor, targetOpener } from './mailboxes.ts';

/** A failure is the target's own, with its cause and remedy (C17). */
export async function checkTarget(
  settings: TargetSettings,
  authorities: readonly string[],
  control: RunControl,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<CheckResult> {
  const head = { id: 'C17', title: `The new mailbox is there and lets us in: ${describeAddress(settings.address)}` };
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
  try {
    const deps = {
      clock,
      random,
      log: control.log,
      watch: control.watch,
      spoolFolder,
      notes: notesFor(settings.address),
    };
    const target = await targetOpener(settings, authorities, deps)(signal);
    try {
      const folders = await target.folders(signal);
      const megabytes = Math.floor(target.traits.itemBytesMax / 1_000_000);
      return passed(head, [`it has ${folders.length} folders`, `items up to ${megabytes} MB are written to it`]);
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof Failure) return judgeFailure(head, error, 'target-admin');
    throw error;
  } finally {
    await rm(spoolFolder, { recursive: true, force: true });
  }
}
