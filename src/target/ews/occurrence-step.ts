/** Deletes and changes single occurrences of a series that has been saved. */
import type { Instant } from '../../base/clock.ts';
import { HOUR_MS } from '../../content/calendar/wall-time.ts';
import type { Answer } from '../../wire/ews/answers.ts';
import { readEvent } from '../../wire/ews/calendar-element.ts';
import { meaningOf } from '../../wire/ews/codes.ts';
import { deleteItem } from '../../wire/ews/delete-item.ts';
import { getElements } from '../../wire/ews/get-item.ts';
import type { OccurrenceRef } from '../../wire/ews/names.ts';
import { type FieldChange, updateItem } from '../../wire/ews/update-item.ts';
import { askAll } from './ask.ts';
import { piecesOf } from './context.ts';
import { type MadeItem, StepRefused } from './shape.ts';

/** Occurrences in one request: the server reads the whole series for each. */
const LOOKS_PER_REQUEST = 50;
const CHANGES_PER_REQUEST = 20;
/** The server says when an occurrence would have begun; by so much it may count clocks that change otherwise than we do. */
const SAME_MS = 12 * HOUR_MS;
/** One that has to pass another waits until that one has been moved. */
const ROUNDS_MAX = 10;

export interface DeletedOccurrence {
  readonly index: number;
  readonly originalStart: Instant;
}
export interface ChangedOccurrence extends DeletedOccurrence {
  /** Never empty. */
  readonly fields: readonly FieldChange[];
  /** The series has nothing on the day on which the pattern has it: it is there to be moved. */
  readonly isMoved: boolean;
}

/** What could not be done, because the server has no occurrence where we think that it has one, or refused to change it. */
export interface LeftOccurrences {
  /** Occurrences that are as the series has them otherwise. */
  readonly unchanged: number;
  /** Occurrences that are not there, or are there and should not be. */
  readonly wrong: number;
}

export async function changeOccurrences(
  made: MadeItem,
  deleted: readonly DeletedOccurrence[],
  changed: readonly ChangedOccurrence[],
): Promise<LeftOccurrences> {
  const [gone, there] = [await existing(made, deleted), await existing(made, changed)];
  await remove(made, gone);
  const refused = await change(made, there);
  const left = [...refused, ...changed.filter((occurrence) => !there.includes(occurrence))];
  const wrong = left.filter(({ isMoved }) => isMoved);
  // Nothing is shown on a day on which there is nothing.
  await remove(
    made,
    refused.filter(({ isMoved }) => isMoved),
  );
  return { unchanged: left.length - wrong.length, wrong: wrong.length + deleted.length - gone.length };
}

/** Those that the server has where we think they are: its own account of the original start decides, not the index alone. */
async function existing<Of extends DeletedOccurrence>(made: MadeItem, wanted: readonly Of[]): Promise<readonly Of[]> {
  const { context, signal } = made;
  const answers = await askAll(context, wanted.map(refIn(made)), LOOKS_PER_REQUEST, (ids) =>
    getElements(context.session, { ids, fields: ['calendar:OriginalStart', 'calendar:Start'] }, signal),
  );
  return wanted.filter(({ originalStart }, index) => {
    const answer = answers[index];
    if (answer?.is !== 'done') return false;
    const found = readEvent(answer.value);
    return Math.abs(Date.parse(found.originalStart ?? found.start ?? '') - originalStart) < SAME_MS;
  });
}

function refIn({ id }: MadeItem): (occurrence: DeletedOccurrence) => OccurrenceRef {
  return ({ index }) => ({ masterId: id, index });
}

/**
 * One request after the other: they all change the same series. From the last to the first, so that no server that counts only
 * what is left counts wrongly.
 */
async function remove(made: MadeItem, gone: readonly DeletedOccurrence[]): Promise<void> {
  const { context, signal } = made;
  const lastFirst = gone.toSorted((one, other) => other.index - one.index);
  for (const piece of piecesOf(lastFirst.map(refIn(made)), LOOKS_PER_REQUEST)) {
    const answers = await askAll(context, piece, LOOKS_PER_REQUEST, (refs) =>
      deleteItem(context.session, refs, signal),
    );
    for (const answer of answers) {
      if (answer.is === 'refused' && !isGone(answer.code))
        throw new StepRefused('an occurrence was not deleted', answer);
    }
  }
}

/** The request before, whose answer was lost, has deleted it. */
function isGone(code: string): boolean {
  return code === 'ErrorCalendarOccurrenceIsDeletedFromRecurrence' || meaningOf(code) === 'missing';
}

/** Gives those that were refused for good. */
async function change(made: MadeItem, there: readonly ChangedOccurrence[]): Promise<readonly ChangedOccurrence[]> {
  // Most moves are to later days: then the last has to go first.
  let open: readonly ChangedOccurrence[] = there.toSorted((one, other) => other.index - one.index);
  const refused: ChangedOccurrence[] = [];
  for (let round = 1; open.length > 0; round += 1) {
    const waiting: ChangedOccurrence[] = [];
    for (const piece of piecesOf(open, CHANGES_PER_REQUEST)) {
      for (const { occurrence, answer } of await changePiece(made, piece)) {
        if (answer.is === 'done') continue;
        if (meaningOf(answer.code) === 'missing') throw new StepRefused('an occurrence was not changed', answer);
        if (mayPassLater(answer.code)) waiting.push(occurrence);
        else refused.push(occurrence);
      }
    }
    if (waiting.length === open.length || round >= ROUNDS_MAX) return [...refused, ...waiting];
    // The other way round: what has to go first is now likelier to be first.
    open = waiting.toReversed();
  }
  return refused;
}

function mayPassLater(code: string): boolean {
  return code === 'ErrorOccurrenceCrossingBoundary' || meaningOf(code) === 'stale';
}

async function changePiece(
  made: MadeItem,
  piece: readonly ChangedOccurrence[],
): Promise<readonly { readonly occurrence: ChangedOccurrence; readonly answer: Answer<unknown> }[]> {
  const { context, signal } = made;
  const asks = piece.map((occurrence) => ({
    item: refIn(made)(occurrence),
    element: 'CalendarItem' as const,
    fields: occurrence.fields,
  }));
  const answers = await askAll(context, asks, CHANGES_PER_REQUEST, (some) => updateItem(context.session, some, signal));
  return piece.flatMap((occurrence, index) => {
    const answer = answers[index];
    return answer === undefined ? [] : [{ occurrence, answer }];
  });
}
