/** What a request wants to see of items and folders. */
import { ItemRefusal } from './errors.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';

export type BaseShape = 'IdOnly' | 'Default' | 'AllProperties';

export interface Shape {
  readonly base: BaseShape;
  /** For a row of a list. */
  readonly isList: boolean;
  readonly includesMime: boolean;
  readonly body: 'Best' | 'HTML' | 'Text';
  /** Names such as `item:Subject`. */
  readonly fields: ReadonlySet<string>;
  /** ExtendedFieldURI elements, as asked. */
  readonly extended: readonly XmlElement[];
  /** Names of single internet headers that are asked for. */
  readonly headers: readonly string[];
  /** The zone of the TimeZoneContext header, in which times of calendars are shown; null for Greenwich. */
  readonly zone: string | null;
}

/** Reads an ItemShape or FolderShape. */
export function readShape(element: XmlElement, zone: string | null): Shape {
  const paths = childOf(element, 'AdditionalProperties')?.children ?? [];
  const base = childOf(element, 'BaseShape')?.text;
  const body = childOf(element, 'BodyType')?.text;
  return {
    base: base === 'Default' || base === 'AllProperties' ? base : 'IdOnly',
    isList: false,
    zone,
    includesMime: isTrue(childOf(element, 'IncludeMimeContent')?.text),
    body: body === 'HTML' || body === 'Text' ? body : 'Best',
    fields: new Set(
      paths.filter((path) => path.local === 'FieldURI').map((path) => attributeOf(path, 'FieldURI') ?? ''),
    ),
    extended: paths.filter((path) => path.local === 'ExtendedFieldURI'),
    headers: paths
      .filter(
        (path) => path.local === 'IndexedFieldURI' && attributeOf(path, 'FieldURI') === 'item:InternetMessageHeader',
      )
      .map((path) => attributeOf(path, 'FieldIndex') ?? ''),
  };
}

/** What only GetItem gives out. */
const UNLISTABLE = [
  'item:MimeContent',
  'item:Body',
  'item:Attachments',
  'item:InternetMessageHeaders',
  'item:UniqueBody',
  'distributionlist:Members',
  'calendar:RequiredAttendees',
  'calendar:OptionalAttendees',
  'calendar:Resources',
  'calendar:Recurrence',
  'calendar:FirstOccurrence',
  'calendar:LastOccurrence',
  'calendar:ModifiedOccurrences',
  'calendar:DeletedOccurrences',
  'task:Recurrence',
];

/** The shape for rows of lists. What they cannot hold is left out. */
export function listShape(shape: Shape): Shape {
  return { ...shape, isList: true, includesMime: false };
}

/** Refuses to be asked by name for what rows cannot hold, as FindItem does; SyncFolderItems only leaves it out. */
export function refuseUnlistable(shape: Shape): void {
  if (shape.includesMime || UNLISTABLE.some((field) => shape.fields.has(field))) {
    throw new ItemRefusal('ErrorInvalidPropertyRequest', 'The property can be read by GetItem only.');
  }
}

export function isShown(field: string, shape: Shape): boolean {
  return !shape.isList || !UNLISTABLE.includes(field);
}

/** A boolean of the schema. */
export function isTrue(text: string | null | undefined): boolean {
  const trimmed = text?.trim();
  return trimmed === 'true' || trimmed === '1';
}
