/** Events: one iCalendar series is one item of Exchange, whatever it takes. */
import { instant, isoSeconds } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { CalendarError } from '../../content/calendar/calendar-error.ts';
import { CALENDAR_FIELDS, type CalendarField } from '../../content/calendar/calendar-fields.ts';
import { type CalendarItem, readCalendarItem } from '../../content/calendar/read-calendar.ts';
import { writeCalendarItem } from '../../content/calendar/write-calendar.ts';
import { heldBytes } from '../../content/content-bytes.ts';
import type { EventDetails, EventSeries } from '../../model/calendar.ts';
import type { Item, Loss, Marker } from '../../model/item.ts';
import { EVENT_FIELDS, eventXml, type OccurrenceContent, occurrenceParts } from '../../wire/ews/calendar-element.ts';
import { changesBetween } from '../../wire/ews/timed-element.ts';
import { type FieldChange, updateItem } from '../../wire/ews/update-item.ts';
import { askAll } from './ask.ts';
import { BARE_EVENT } from './bare-event.ts';
import type { EwsContext } from './context.ts';
import type { SeriesPlace } from './counted-series.ts';
import { type ShapedDetails, STATE_FLAGS, shapeDetails } from './event-details.ts';
import { type EventLoss, eventLoss } from './event-losses.ts';
import { readSeries } from './event-read.ts';
import { type EventZones, ZONE, zonesOf } from './event-zones.ts';
import { type ChangedOccurrence, changeOccurrences } from './occurrence-step.ts';
import { attach, fileOf, originalFile } from './original-file.ts';
import { type Missing, onlyFirst, planSeries, type SeriesPlan } from './series-plan.ts';
import type { KindShape, MadeItem, PreparedItem, Step } from './shape.ts';
import { distinctLosses } from './shared-parts.ts';
import { MARKER } from './state.ts';

/** Where the owner of the mailbox is, and who. */
export type Owner = Pick<EwsContext, 'clock' | 'homeZone' | 'ownAddresses'>;

export function eventShape(owner: Owner): KindShape {
  return {
    prepare: async (item, marker) => {
      const { bytes, item: series } = await readItemOf(item);
      if (series.kind !== 'event') throw unreadable(`it is a ${series.kind} and lies among events`, null);
      return new EventWriter(series, { owner, marker, bytes }).whole();
    },
    fields: [...EVENT_FIELDS, ZONE],
    read: async (element, more) => writeCalendarItem(await readSeries(element, more, owner)),
  };
}

/** The meaning of an event, task or note. Throws a `Failure` of scope 'item'. */
export async function readItemOf({ content }: Item): Promise<{ readonly bytes: Buffer; readonly item: CalendarItem }> {
  const bytes = await heldBytes(content);
  try {
    return { bytes, item: readCalendarItem(bytes) };
  } catch (error) {
    if (error instanceof CalendarError) throw unreadable(error.message, error);
    throw error;
  }
}

export function unreadable(reason: string, cause: unknown): Failure {
  return new Failure('source.item-unreadable', { reason }, { cause });
}

interface Write {
  readonly owner: Owner;
  readonly marker: Marker;
  readonly bytes: Buffer;
}

/** The forms of one series: whole, without its repetitions, and bare. */
class EventWriter {
  readonly #series: EventSeries;
  readonly #write: Write;
  readonly #zones: EventZones;

  constructor(series: EventSeries, write: Write) {
    this.#series = series;
    this.#write = write;
    const details = series.master ?? series.changed[0]?.details;
    if (details === undefined) throw unreadable('it holds no event', null);
    this.#zones = zonesOf(details, write.owner.homeZone);
  }

  whole(): PreparedItem {
    const plan = this.#plan(this.#series);
    if (plan === null) throw unreadable('none of its occurrences ever happens: all of them are taken out', null);
    const isIncomplete = plan.missing.some((what) => what !== 'its series');
    const note = isIncomplete ? INCOMPLETE : null;
    return this.#prepared(plan, { note, losses: [], simpler: (because) => this.#once(plan, because) });
  }

  #plan(series: EventSeries): SeriesPlan | null {
    return planSeries(series, this.#where());
  }

  #where(): SeriesPlace {
    const { clock, homeZone } = this.#write.owner;
    return { place: this.#zones.place, homeZone, now: clock.now() };
  }

  /** For a server that refuses the series: its first occurrence, and the original beside it. */
  #once(plan: SeriesPlan, because: string): PreparedItem {
    if (plan.recurrence === null) return this.#bare(plan, because);
    const none = { recurrence: null, deleted: [], changed: [], missing: ['recurrence'] } as const;
    const single = onlyFirst(this.#series, this.#where()) ?? { ...plan, ...none };
    const losses = [refusedLoss('recurrence', because)];
    return this.#prepared(single, { note: INCOMPLETE, losses, simpler: (again) => this.#bare(single, again) });
  }

  /** For a server that stumbles over something else: what it is and when; everything is in the original. */
  #bare(plan: SeriesPlan, because: string): PreparedItem {
    const { summary, start, end, sensitivity } = plan.base;
    const base: EventDetails = { ...BARE_EVENT, summary, start, end, sensitivity };
    const fields = CALENDAR_FIELDS.filter((field) => !KEPT_WHEN_BARE.has(field));
    const losses = fields.map((field) => refusedLoss(field, because));
    return this.#prepared({ ...plan, base }, { note: REFUSED, losses, simpler: () => null });
  }

  #prepared(plan: SeriesPlan, form: Form): PreparedItem {
    const notes = form.note === null ? [] : [form.note];
    const shaped = shapeDetails(plan.base, plan, this.#write.owner.ownAddresses, notes);
    const occurrences = this.#occurrences(plan, shaped);
    return {
      xml: this.#xml(plan, shaped),
      steps: this.#steps(plan, shaped, occurrences.changes, form.note !== null),
      losses: distinctLosses([
        ...this.#zones.losses,
        ...plan.missing.map((what) => eventLoss(MISSING[what])),
        ...shaped.losses,
        ...(shaped.ringsOnce && plan.recurrence !== null ? [eventLoss('ringsOnce')] : []),
        ...occurrences.losses,
        ...form.losses,
      ]),
      simpler: form.simpler,
    };
  }

  #xml(plan: SeriesPlan, { content, stateFlags }: ShapedDetails): string {
    const { windows, endWindows, kept } = this.#zones;
    return eventXml({
      ...content,
      extended: [
        { field: MARKER, value: this.#write.marker },
        ...(stateFlags === null ? [] : [{ field: STATE_FLAGS, value: String(stateFlags) }]),
        ...(kept === null ? [] : [{ field: ZONE, value: kept }]),
      ],
      uid: this.#series.uid,
      recurrence: plan.recurrence,
      timeZone: windows,
      endTimeZone: endWindows,
    });
  }

  /** What each changed occurrence has otherwise than the pattern would give it. */
  #occurrences(
    plan: SeriesPlan,
    base: ShapedDetails,
  ): { readonly changes: readonly ChangedOccurrence[]; readonly losses: readonly Loss[] } {
    const losses: Loss[] = [];
    const changes = plan.changed.flatMap(({ slot, originalStart, occurrence, isMoved }) => {
      const lasts = plan.end - plan.start;
      const regular = shapedAt(base.content, originalStart, originalStart + lasts);
      const shaped = shapeDetails(occurrence.details, occurrence, this.#write.owner.ownAddresses);
      losses.push(...shaped.losses);
      if (!hasSameFiles(shaped, base)) losses.push(eventLoss('occurrenceFiles'));
      const fields = changesBetween(occurrenceParts(regular), occurrenceParts(shaped.content));
      return fields.length === 0
        ? []
        : [{ index: slot.index, originalStart, isMoved, fields: withBothTimes(fields, shaped.content) }];
    });
    if (changes.length === 0 || plan.base.status !== 'cancelled') return { changes, losses };
    // An occurrence that is cancelled by itself is one that is not there.
    return { changes, losses: [...losses, eventLoss('occurrences'), eventLoss('days')] };
  }

  #steps(
    plan: SeriesPlan,
    { content, files }: ShapedDetails,
    changes: readonly ChangedOccurrence[],
    isOriginalKept: boolean,
  ): readonly Step[] {
    const { bytes } = this.#write;
    const deleted = plan.deleted.map(({ slot, originalStart }) => ({ index: slot.index, originalStart }));
    const attached = [...files.map(fileOf), ...(isOriginalKept ? [originalFile(bytes)] : [])];
    const occurrences: Step = async (made) => {
      const { unchanged, wrong } = await changeOccurrences(made, deleted, changes);
      if (unchanged + wrong === 0) return [];
      if (!isOriginalKept) await this.#keepOriginal(made, plan, content);
      return [...(unchanged > 0 ? [eventLoss('occurrences')] : []), ...(wrong > 0 ? [eventLoss('days')] : [])];
    };
    return [
      ...(deleted.length + changes.length > 0 ? [occurrences] : []),
      ...(attached.length > 0 ? [attachStep(attached)] : []),
    ];
  }

  /** Afterwards, for a series that the server turned out to have otherwise: the text says so, and the original is attached. */
  async #keepOriginal(made: MadeItem, plan: SeriesPlan, before: OccurrenceContent): Promise<void> {
    const { content } = shapeDetails(plan.base, plan, this.#write.owner.ownAddresses, [INCOMPLETE]);
    const fields = changesBetween(occurrenceParts(before), occurrenceParts(content));
    const change = { item: { id: made.id, changeKey: null }, element: 'CalendarItem', fields } as const;
    await askAll(made.context, [change], 1, (some) => updateItem(made.context.session, some, made.signal));
    await attach(made, [originalFile(this.#write.bytes)]);
  }
}

const MISSING: Readonly<Record<Missing, EventLoss>> = {
  recurrence: 'rule',
  'later days': 'laterDays',
  'changed occurrences': 'occurrences',
  times: 'times',
  'its series': 'itsSeries',
};

/** What differs from one form of an event to the next. */
interface Form {
  /** Stands in the text, and says why the original is attached; null when it is not. */
  readonly note: string | null;
  readonly losses: readonly Loss[];
  readonly simpler: PreparedItem['simpler'];
}

/** What even a bare event has. */
const KEPT_WHEN_BARE: ReadonlySet<CalendarField> = new Set(['kind', 'identity', 'subject', 'time', 'sensitivity']);

const REFUSED = 'Exchange refused parts of this event. The original is attached as original.ics.';
const INCOMPLETE =
  'This event repeats in a way that Exchange cannot express. The original is attached as original.ics.';

function refusedLoss(field: string, because: string): Loss {
  return { field, how: 'dropped', why: `Exchange refused it (${because}); the original is attached as original.ics` };
}

function attachStep(files: Parameters<typeof attach>[1]): Step {
  return async (made) => {
    await attach(made, files);
    return [];
  };
}

function shapedAt(content: OccurrenceContent, start: number, end: number): OccurrenceContent {
  return { ...content, start: isoSeconds(instant(start)), end: isoSeconds(instant(end)) };
}

/** The server looks at start and end together: one that is moved alone may lie before or after the other for a moment. */
function withBothTimes(fields: readonly FieldChange[], content: OccurrenceContent): readonly FieldChange[] {
  const isTime = ({ field }: FieldChange): boolean => field === 'calendar:Start' || field === 'calendar:End';
  if (!fields.some(isTime)) return fields;
  const times = occurrenceParts(content).filter(({ field }) => field === 'calendar:Start' || field === 'calendar:End');
  return [
    ...fields.filter((field) => !isTime(field)),
    ...times.map(({ field, xml }) => ({ is: 'set' as const, field, xml })),
  ];
}

function hasSameFiles(one: ShapedDetails, other: ShapedDetails): boolean {
  return (
    one.files.length === other.files.length &&
    one.files.every((file, index) => other.files[index]?.bytes.equals(file.bytes) === true)
  );
}
