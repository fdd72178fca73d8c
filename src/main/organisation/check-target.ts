/** Opens the mailbox that a move would write to, tries whether it can be written to, and asks how full it is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { judgeTarget, judgeTargetFailure } from '../../check/target/judge-target.ts';
import { describeAddress } from '../../cli/address.ts';
import type { RunControl, TargetSettings } from '../../cli/machinery.ts';
import type { CheckResult } from '../../model/check-result.ts';
import { notesFor, passwordOf } from '../move/mailboxes.ts';

/** Somebody waits for the list: a server that asks for more is one of its lines. */
const PATIENCE_MS = 2 * 60_000;

/** A failure is the target's own, with its cause and remedy (C17). `sourceBytes` is what the sources hold; null where that is not known. */
export async function checkTarget(
  settings: TargetSettings,
  { authorities, sourceBytes }: { readonly authorities: readonly string[]; readonly sourceBytes: number | null },
  control: RunControl,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<readonly CheckResult[]> {
  const { address, auth, owner } = settings;
  assert(address.is === 'ews', 'the options let no other mailbox through as the target of a check');
  const name = describeAddress(address);
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const spoolFolder = await mkdtemp(join(tmpdir(), 'godwit-check-'));
  try {
    const { log, watch } = control;
    const deps = { clock, random, log, watch, spoolFolder, notes: notesFor(address) };
    const exchange = { address, auth, owner, secret: passwordOf(settings), patienceMs: PATIENCE_MS };
    const { exchangeOpener } = await import('../move/exchange-mailbox.ts');
    const target = await exchangeOpener(exchange, authorities, deps)(signal);
    try {
      const { length: folderCount } = await target.folders(signal);
      const { itemBytesMax } = target.traits;
      const room = await target.room(signal);
      const trial = await failureIn(target.tryWriting(signal));
      return judgeTarget({ name, folderCount, itemBytesMax, room, trial, sourceBytes });
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof Failure) return [judgeTargetFailure(name, error)];
    throw error;
  } finally {
    await rm(spoolFolder, { recursive: true, force: true });
  }
}

async function failureIn(trial: Promise<void>): Promise<Failure | null> {
  try {
    await trial;
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
