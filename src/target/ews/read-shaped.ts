/** Reads items back that are no messages: their elements, turned into the text of their kind. */
import { contentWriter } from '../../base/spool.ts';
import type { TargetRef } from '../../model/item.ts';
import type { FoundItem } from '../../model/target.ts';
import { getElements } from '../../wire/ews/get-item.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { askAll } from './ask.ts';
import { type EwsContext, piecesOf } from './context.ts';
import { notGiven } from './read.ts';
import type { KindShape } from './shape.ts';

/** Elements with their texts in one answer: none is larger than a page or two, as a rule. */
const ITEMS_PER_REQUEST = 25;

/** See `Target.read`. An item that is not given back comes with the reason. Throws what the protocol throws. */
export async function* readShaped(
  context: EwsContext,
  shape: KindShape,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): AsyncGenerator<FoundItem> {
  for (const piece of piecesOf(refs, ITEMS_PER_REQUEST)) {
    const answers = await askAll(context, piece, ITEMS_PER_REQUEST, (ids) =>
      getElements(context.session, { ids, fields: shape.fields, bodyType: shape.bodyType }, signal),
    );
    const found = await Promise.allSettled(
      piece.map(async (target, index) => {
        const answer = answers[index];
        if (answer?.is !== 'done') return notGiven(target, answer);
        return await textOf(context, shape, { target, element: answer.value }, signal);
      }),
    );
    for (const one of found) {
      if (one.status === 'rejected') throw one.reason;
      yield one.value;
    }
  }
}

async function textOf(
  context: EwsContext,
  shape: KindShape,
  { target, element }: { readonly target: TargetRef; readonly element: XmlElement },
  signal: AbortSignal,
): Promise<FoundItem> {
  const bytes = await shape.read(element, { context, signal });
  const writer = contentWriter(context.spoolFolder);
  await writer.write(bytes);
  return { target, content: await writer.end(), why: null };
}
