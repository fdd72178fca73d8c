/** Brings back into the old mailbox what reached the new one meanwhile. The new one is only read. */
import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/clock.ts';
import type { ImapAddress } from '../../cli/address.ts';
import type { MoveJob, RunControl, SourceSettings } from '../../cli/machinery.ts';
import { meaningOf } from '../../content/meaning.ts';
import { copyMailbox } from '../../copy/copy-mailbox.ts';
import { markersOf } from '../../copy/marker.ts';
import { folderKey, type TargetFolder } from '../../model/folder.ts';
import type { Ledger, LedgerFolder, MarkerOf } from '../../model/ledger.ts';
import { DEFAULT_POLICY, type Policy } from '../../model/policy.ts';
import type { Returned } from '../../model/returned.ts';
import type { OpenSource } from '../../model/source.ts';
import type { OpenTarget } from '../../model/target.ts';
import { type ArrivedOptions, arrivedOpener, countArrived } from '../../source/arrived.ts';
import { verifyMailbox } from '../../verify/verify-mailbox.ts';
import { imapServer, type MailboxDeps, nameOf, notesFor, passwordOf, targetOpener } from './mailboxes.ts';
import type { MoveDeps } from './run-move.ts';
import type { OpenState } from './state.ts';

/** People are signed in to both sides while it runs. */
const LANES_MAX = 2;
/** Mail alone: nothing else can be written to the old system. Nothing is left behind for its folder. */
const POLICY: Policy = { ...DEFAULT_POLICY, kinds: ['message'], skipRoles: [], deletions: 'keep', folderNames: 'map' };

/**
 * Goes on where an earlier call ended, whatever ended it: a ledger of its own announces each write. Mail goes to the first
 * source that takes mail. Throws the failures of a copy and of a proof.
 */
export async function runReturn(
  job: MoveJob,
  since: Instant,
  control: RunControl,
  moveDeps: MoveDeps & Required<Pick<MoveDeps, 'openState'>>,
): Promise<Returned> {
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const source = job.sources.find(({ address }) => address.is === 'imap');
  const [first] = job.sources;
  assert(first !== undefined, 'a job has a source');
  const target = nameOf(job.target.address);
  // Held as long as this runs, so that nobody moves the mailbox the other way meanwhile.
  await using moved = await moveDeps.openState({ source: nameOf((source ?? first).address), target });
  const deps = depsOf(job, moved, control, moveDeps);
  const openNew = targetOpener(job.target, job.authorities, deps);
  const options: ArrivedOptions = { since, claimed: await claimedBy(moved.ledger) };
  const stays = await countStaying(openNew, options, signal);
  if (source === undefined) return { items: 0, exceptions: 0, stays };
  await using state = await moveDeps.openState({ source: `return of ${target}`, target: nameOf(source.address) });
  const back = depsOf(job, state, control, moveDeps);
  const openOld = oldOpener(source, job, back);
  await tieFolders(moved.ledger, state.ledger, { openNew, openOld }, signal);
  const openSource = arrivedOpener(openNew, options);
  const run = { ledger: state.ledger, openSource, openTarget: openOld, markerOf: markersOf(`return of ${target}`) };
  await state.ledger.retryFailed({ missingToo: false });
  const pass = (await state.ledger.counts()).some(({ items }) => items.verified > 0) ? 'delta' : 'bulk';
  await copyMailbox({
    ...run,
    ...control,
    policy: POLICY,
    pass,
    lanesMax: LANES_MAX,
    meaningOf,
    clock: moveDeps.clock,
  });
  return { ...(await prove(run, control, moveDeps, signal)), stays };
}

function depsOf(
  { target }: MoveJob,
  { ledger, spoolFolder }: OpenState,
  control: RunControl,
  deps: MoveDeps,
): MailboxDeps {
  const { clock, random, budgets } = deps;
  return {
    clock,
    random,
    log: control.log,
    watch: control.watch,
    spoolFolder,
    notes: notesFor(target.address),
    mayStillSend: () => ledger.assertHeld(),
    ...(budgets === undefined ? {} : { budgets }),
  };
}

/** The old mailbox, written to. What Exchange says of the size of a message is not what it comes to as text. */
function oldOpener(source: SourceSettings, { authorities }: MoveJob, deps: MailboxDeps): OpenTarget {
  const address = source.address as ImapAddress; // only such a source is chosen
  const credentials = { user: address.user, secret: passwordOf(source), mechanism: 'auto' } as const;
  const server = imapServer(address, authorities);
  return async (signal) => {
    const { openImapTarget } = await import('../../target/imap.ts');
    return openImapTarget({ server, credentials, ...deps, doubtsBy: 'date' }, signal);
  };
}

/** Which items of a folder the ledger of the move knows; several folders of the source may lie in one of the target. */
async function claimedBy(ledger: Ledger): Promise<ArrivedOptions['claimed']> {
  const folders = await ledger.folders();
  return async ({ serverName }, refs) => {
    const into = folders.filter(({ target }) => target?.serverName === serverName);
    const claimed = await Promise.all(into.map(({ source }) => ledger.claimed(source.path, refs)));
    return new Set(claimed.flatMap((some) => [...some]));
  };
}

async function countStaying(openNew: OpenTarget, options: ArrivedOptions, signal: AbortSignal) {
  const target = await openNew(signal);
  try {
    return await countArrived(target, options, signal);
  } finally {
    await target.close();
  }
}

/** Before the first pass: what came out of a folder goes back into it, whatever either side calls it. */
async function tieFolders(
  moved: Ledger,
  back: Ledger,
  { openNew, openOld }: { readonly openNew: OpenTarget; readonly openOld: OpenTarget },
  signal: AbortSignal,
): Promise<void> {
  if ((await back.folders()).length > 0) return;
  await using closing = new AsyncDisposableStack();
  const [fresh, old] = [
    closing.adopt(await openNew(signal), (target) => target.close()),
    closing.adopt(await openOld(signal), (target) => target.close()),
  ];
  const [there, were] = [await fresh.folders(signal), await old.folders(signal)];
  const known = await moved.folders();
  const pairs = there.flatMap((folder) => {
    const tied = origin(folder, known, were);
    return tied === null ? [] : [{ folder, tied }];
  });
  await back.recordFolders(
    pairs.map(({ folder }) => ({ ...folder, holdsItems: true, itemsCount: null, bytesCount: null, stamp: null })),
  );
  for (const { folder, tied } of pairs) await back.tieFolder(folder.path, tied);
}

function origin(
  folder: TargetFolder,
  known: readonly LedgerFolder[],
  were: readonly TargetFolder[],
): TargetFolder | null {
  if (folder.kind !== 'message') return null;
  const sources = known.filter(({ source, target }) => {
    return source.kind === 'message' && target?.serverName === folder.serverName;
  });
  // Of several that became one, the one of the same name.
  const source = sources.find((one) => folderKey(one.source.path) === folderKey(folder.path)) ?? sources[0];
  return were.find(({ serverName }) => serverName === source?.source.serverName) ?? null;
}

/** Read back over connections that wrote nothing. */
async function prove(
  run: {
    readonly ledger: Ledger;
    readonly markerOf: MarkerOf;
    readonly openSource: OpenSource;
    readonly openTarget: OpenTarget;
  },
  { watch }: RunControl,
  { clock }: MoveDeps,
  signal: AbortSignal,
): Promise<Omit<Returned, 'stays'>> {
  await using closing = new AsyncDisposableStack();
  const source = closing.adopt(await run.openSource(signal), (opened) => opened.close());
  const target = closing.adopt(await run.openTarget(signal), (opened) => opened.close());
  const { ledger, markerOf } = run;
  const proof = await verifyMailbox({
    ledger,
    markerOf,
    source,
    target,
    watch,
    clock,
    signal,
    scope: 'new',
    showsHeaders: false,
  });
  await ledger.flush();
  const items = (await ledger.counts()).reduce((sum, folder) => sum + folder.items.verified, 0);
  return { items, exceptions: proof.exceptionsCount };
}
