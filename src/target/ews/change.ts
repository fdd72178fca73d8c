/** Changes, moves and removes what was written. */
import type { Problem } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Marker, TargetRef } from '../../model/item.ts';
import type { Change, Settled } from '../../model/target.ts';
import type { Answer, Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { categoriesXml, flagXml } from '../../wire/ews/create-item.ts';
import { deleteItem } from '../../wire/ews/delete-item.ts';
import { getItem } from '../../wire/ews/get-item.ts';
import { moveItem } from '../../wire/ews/move-item.ts';
import type { ItemId } from '../../wire/ews/names.ts';
import { type FieldChange, type ItemChange, updateItem } from '../../wire/ews/update-item.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import { partiesIn } from '../exchange/failing.ts';
import { type ExchangeState, exchangeState } from '../exchange/message-state.ts';
import { askAll } from './ask.ts';
import { type EwsContext, piecesOf, refOf } from './context.ts';
import { refusalFailure, widerFailure } from './failures.ts';
import { findMarked } from './find.ts';
import { targetRef } from './settled.ts';
import { ICON, KEYWORDS, LAST_VERB, MARKER } from './state.ts';

/** Items changed in one request: each takes the server a save. */
const CHANGES_PER_REQUEST = 50;
const REMOVALS_PER_REQUEST = 100;
const MOVES_PER_REQUEST = 100;
/** Times that the newest change key of an item is fetched because the item changed again meanwhile. */
const STALE_TRIES_MAX = 3;
/** Times that nobody knows what became of a move. */
const DOUBTS_MAX = 4;
/** Requests for one piece of a move, whatever the server says to each of its items. */
const MOVE_ROUNDS_MAX = 30;

/** See `Target.update`. Throws what the protocol throws, and a `Failure` for what concerns more than one item. */
export async function updateItems(
  context: EwsContext,
  folder: TargetFolder,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Settled[]> {
  const wanted = changes.map((change) => ({ change, state: exchangeState(change.version) }));
  const asks = wanted.map(({ change, state }) => itemChange({ id: change.target, changeKey: null }, state));
  const answers = await askAll(context, asks, CHANGES_PER_REQUEST, (some) => updateFresh(context, some, signal));
  return wanted.map(({ change, state }, index) => {
    const answer = answers[index];
    const { ref, target } = change;
    if (answer?.is === 'done') return { is: 'copied', ref, target, losses: state.losses };
    return { is: 'failed', ref, problem: updateProblem(context, folder, answer) };
  });
}

function updateProblem(context: EwsContext, folder: TargetFolder, answer: Refusal | undefined): Problem {
  if (answer === undefined)
    return { code: 'target.item-refused', facts: { reason: 'the server said nothing about it' } };
  if (meaningOf(answer.code) === 'missing') return { code: 'proof.missing', facts: {} };
  const wider = widerFailure(answer, partiesIn(context, folder));
  if (wider !== null) throw wider;
  return { code: 'target.item-refused', facts: { reason: `${answer.code}: ${answer.words}` } };
}

/** Updates without change keys; where the server insists on one, with the newest. */
async function updateFresh(
  { session }: EwsContext,
  changes: readonly ItemChange[],
  signal: AbortSignal,
): Promise<readonly Answer<ItemId>[]> {
  const answers = [...(await updateItem(session, changes, signal))];
  for (let tries = 1; tries <= STALE_TRIES_MAX; tries += 1) {
    const stale = answers.flatMap((answer, index) =>
      answer.is === 'refused' && meaningOf(answer.code) === 'stale' ? [index] : [],
    );
    if (stale.length === 0) break;
    const ids = stale.flatMap((index) => changes[index]?.item ?? []);
    const fresh = await getItem(session, { ids, fields: [] }, signal);
    const again = stale.flatMap((index, at) => {
      const answer = fresh[at];
      const change = changes[index];
      if (answer?.is === 'refused') answers[index] = answer;
      return answer?.is === 'done' && change !== undefined
        ? [{ index, change: { ...change, item: answer.value.itemId } }]
        : [];
    });
    if (again.length === 0) break;
    const results = await updateItem(
      session,
      again.map((one) => one.change),
      signal,
    );
    for (const [at, { index }] of again.entries()) answers[index] = results[at] ?? answers[index] ?? REFUSED;
  }
  return answers;
}

const REFUSED: Refusal = { is: 'refused', code: '', words: 'no answer', backOffMs: null };

/** Everything that a version says but the draft mark, which is frozen at the first save. */
function itemChange(item: ItemId, state: ExchangeState): ItemChange {
  const { verb, keywordNames, categories } = state;
  const fields: FieldChange[] = [
    { is: 'set', field: 'message:IsRead', xml: `<t:IsRead>${state.isRead}</t:IsRead>` },
    { is: 'set', field: 'item:Flag', xml: flagXml(state.isFlagged) },
    categories.length === 0
      ? { is: 'delete', field: 'item:Categories' }
      : { is: 'set', field: 'item:Categories', xml: categoriesXml(categories) },
    verb === null
      ? { is: 'delete', field: LAST_VERB }
      : { is: 'set-extended', field: LAST_VERB, value: String(verb.verb) },
    verb === null ? { is: 'delete', field: ICON } : { is: 'set-extended', field: ICON, value: String(verb.icon) },
    keywordNames === null
      ? { is: 'delete', field: KEYWORDS }
      : { is: 'set-extended', field: KEYWORDS, value: keywordNames },
  ];
  return { item, element: 'Message', fields };
}

/** See `Target.remove`. */
export async function removeItems(
  context: EwsContext,
  folder: TargetFolder,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<void> {
  const answers = await askAll(context, refs, REMOVALS_PER_REQUEST, (ids) => deleteItem(context.session, ids, signal));
  for (const answer of answers) {
    if (answer.is === 'done' || meaningOf(answer.code) === 'missing') continue;
    throw refusalFailure(answer, partiesIn(context, folder));
  }
}

/** See `Target.move`. */
export async function moveItems(
  context: EwsContext,
  to: TargetFolder,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<ReadonlyMap<TargetRef, TargetRef>> {
  const moved = new Map<TargetRef, TargetRef>();
  for (const piece of piecesOf(refs, MOVES_PER_REQUEST)) {
    for (const [from, now] of await movePiece(context, to, piece, signal)) moved.set(from, now);
  }
  return moved;
}

/** A move whose answer was lost is looked up by marker: the id that an item had before says nothing after it. */
async function movePiece(
  context: EwsContext,
  to: TargetFolder,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<ReadonlyMap<TargetRef, TargetRef>> {
  const moved = new Map<TargetRef, TargetRef>();
  const markers = await markersOf(context, refs, signal);
  let open: readonly TargetRef[] = [...markers.keys()];
  let doubts = 0;
  for (let rounds = 1; open.length > 0; rounds += 1) {
    try {
      const answers = await moveItem(context.session, { to: refOf(to), ids: open }, signal);
      open = takeMoved(context, to, open, answers, moved);
      if (rounds >= MOVE_ROUNDS_MAX) return moved;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown) || doubts >= DOUBTS_MAX) throw error;
      doubts += 1;
      await context.clock.sleep(context.doubtRestMs, signal);
      open = await takeArrived(context, to, open, markers, moved, signal);
    }
  }
  return moved;
}

/** Gives those that are to be asked for again. */
function takeMoved(
  context: EwsContext,
  to: TargetFolder,
  refs: readonly TargetRef[],
  answers: readonly Answer<ItemId>[],
  moved: Map<TargetRef, TargetRef>,
): readonly TargetRef[] {
  return refs.filter((ref, index) => {
    const answer = answers[index];
    if (answer?.is === 'done') moved.set(ref, targetRef(answer.value.id));
    if (answer === undefined || answer.is === 'done' || meaningOf(answer.code) === 'missing') return false;
    const meaning = meaningOf(answer.code);
    if (meaning === 'stopped' || meaning === 'smaller') return true;
    if (meaning !== 'busy' && meaning !== 'transient') throw refusalFailure(answer, partiesIn(context, to));
    context.session.pace.refuse({ why: meaning, waitMs: answer.backOffMs, because: `${answer.code}: ${answer.words}` });
    return true;
  });
}

async function takeArrived(
  context: EwsContext,
  to: TargetFolder,
  refs: readonly TargetRef[],
  markers: ReadonlyMap<TargetRef, Marker | null>,
  moved: Map<TargetRef, TargetRef>,
  signal: AbortSignal,
): Promise<readonly TargetRef[]> {
  const still = new Set((await markersOf(context, refs, signal)).keys());
  const gone = refs.flatMap((ref) => {
    const marker = markers.get(ref) ?? null;
    return still.has(ref) || marker === null ? [] : [{ ref, marker }];
  });
  const found = await findMarked(
    context,
    to,
    gone.map((one) => one.marker),
    signal,
  );
  for (const { ref, marker } of gone) {
    const [id] = found.get(marker) ?? [];
    if (id !== undefined) moved.set(ref, targetRef(id));
  }
  return refs.filter((ref) => still.has(ref));
}

/** The markers of the items that are there under these ids. */
async function markersOf(
  context: EwsContext,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<ReadonlyMap<TargetRef, Marker | null>> {
  const answers = await askAll(context, refs, MOVES_PER_REQUEST, (ids) =>
    getItem(context.session, { ids, fields: [MARKER] }, signal),
  );
  return new Map(
    refs.flatMap((ref, index) => {
      const answer = answers[index];
      if (answer?.is !== 'done') return [];
      const marker = answer.value.extended(MARKER);
      const known = marker as Marker | null; // what Godwit writes there is a marker
      return [[ref, known] as const];
    }),
  );
}
