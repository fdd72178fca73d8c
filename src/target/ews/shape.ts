/**
 * Items of the kinds that are no messages: each kind says how its items become elements of EWS, what is left to do once an element
 * is saved, and how elements become text again. What is done with refusals and lost answers is the same for all and lies here.
 */
import { Failure } from '../../base/problem.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Item, Loss, Marker } from '../../model/item.ts';
import { EwsFault, type Refusal } from '../../wire/ews/answers.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { createElements } from '../../wire/ews/create-item.ts';
import { deleteItem } from '../../wire/ews/delete-item.ts';
import type { BodyType } from '../../wire/ews/items.ts';
import type { Field } from '../../wire/ews/names.ts';
import { OutcomeUnknown } from '../../wire/outcome-unknown.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { partiesIn } from '../exchange/failing.ts';
import { askAll } from './ask.ts';
import { type EwsContext, refOf } from './context.ts';
import { refusalFailure, widerFailure } from './failures.ts';
import type { Finished, Prepared, Sending } from './write.ts';

/** An item that has been saved and is not complete yet. */
export interface MadeItem {
  readonly context: EwsContext;
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * Something to do once the item is saved. Gives what was lost by it. Throws `StepRefused`, or what the protocol throws: then the
 * item is taken away again.
 */
export type Step = (made: MadeItem) => Promise<readonly Loss[]>;

/** An item ready to be sent. */
export interface PreparedItem {
  /** The one element for CreateItem, its marker inside it, in the order of the schema. */
  readonly xml: string;
  /** In order. Each may send requests of its own. */
  readonly steps: readonly Step[];
  readonly losses: readonly Loss[];
  /** The item with less of it, for a server that refuses it as it is; null when there is no such form. */
  simpler(because: string): PreparedItem | null;
}

/** One kind of items, or two that lie in the same folders. */
export interface KindShape {
  /** Throws a `Failure` of scope 'item' for content that cannot be understood. */
  prepare(item: Item, marker: Marker): Promise<PreparedItem>;
  /** What `read` needs to be asked for. */
  readonly fields: readonly Field[];
  /** How `read` wants the text of the item; `Best` when left out. */
  readonly bodyType?: BodyType;
  /** The text of the item: iCalendar or vCard. May ask for more. Throws what the protocol throws. */
  read(element: XmlElement, more: ReadMore): Promise<Buffer>;
}

/** For what belongs to an item and is not in its element. */
export interface ReadMore {
  readonly context: EwsContext;
  readonly signal: AbortSignal;
}

/** A step was refused for good. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
  readonly refusal: Refusal;

  constructor(what: string, refusal: Refusal) {
    super(`${what}: ${refusal.code}${refusal.words === '' ? '' : `: ${refusal.words}`}`);
    this.refusal = refusal;
  }
}

/** Items of the kind on their way into the folder. */
export function shapedSending(context: EwsContext, folder: TargetFolder, shape: KindShape): Sending<PreparedShape> {
  return {
    prepare: async (write) => withBytes(write, await shape.prepare(write.item, write.marker)),
    create: (group, signal) => {
      const elements = group.map((one) => one.item.xml);
      return createElements(context.session, { folder: refOf(folder), elements }, signal);
    },
    next: async (prepared, because) => {
      const simpler = prepared.item.simpler(because);
      return simpler === null ? null : withBytes(prepared.write, simpler);
    },
    finish: (prepared, id, signal) =>
      prepared.item.steps.length === 0 ? null : finish(prepared.item, { context, id, signal }, folder),
  };
}

export interface PreparedShape extends Prepared {
  readonly item: PreparedItem;
}

function withBytes(write: Prepared['write'], item: PreparedItem): PreparedShape {
  return { write, item, requestBytes: Buffer.byteLength(item.xml), losses: item.losses };
}

/** Runs the steps. What was saved is taken away again when one of them fails for good, or when nobody knows whether it did. */
async function finish(item: PreparedItem, made: MadeItem, folder: TargetFolder): Promise<Finished> {
  const losses: Loss[] = [];
  try {
    for (const step of item.steps) losses.push(...(await step(made)));
    return { is: 'done', losses };
  } catch (error) {
    made.signal.throwIfAborted();
    const { context } = made;
    if (error instanceof OutcomeUnknown) {
      // A file that arrives after the item was taken away finds no item: waiting is not for its sake, but for the server's.
      await context.clock.sleep(context.doubtRestMs, made.signal);
      await takeAway(made, folder);
      return { is: 'again' };
    }
    if (!(error instanceof StepRefused) && !isAboutItem(error)) throw error;
    if (error instanceof StepRefused) {
      const wider = isGone(error.refusal) ? null : widerFailure(error.refusal, partiesIn(context, folder));
      if (wider !== null) throw wider;
    }
    await takeAway(made, folder);
    return { is: 'refused', because: error instanceof Error ? error.message : String(error) };
  }
}

function isAboutItem(error: unknown): boolean {
  if (error instanceof Failure) return error.kind.scope === 'item';
  return error instanceof EwsFault && ['item', 'request'].includes(meaningOf(error.code));
}

/** Somebody removed the item meanwhile: that is about this item and not about its folder. */
function isGone(refusal: Refusal): boolean {
  return meaningOf(refusal.code) === 'missing';
}

/** Throws when it stays: it must not count as failed, nor be written again, while it is there. */
async function takeAway({ context, id, signal }: MadeItem, folder: TargetFolder): Promise<void> {
  const [answer] = await askAll(context, [id], 1, (ids) => deleteItem(context.session, ids, signal));
  if (answer?.is === 'refused' && meaningOf(answer.code) !== 'missing') {
    throw refusalFailure(answer, partiesIn(context, folder));
  }
}
