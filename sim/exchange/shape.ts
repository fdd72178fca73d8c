/** What a request wants to see of items and folders. */
import { ItemRefusal } from './errors.ts';
import { attributeOf, childOf, type XmlElement } from './xml-read.ts';

export type BaseShape = 'IdOnly' | 'Default' | 'AllProperties';

export interface Shape {
  readonly base: BaseShape;
  readonly includesMime: boolean;
  readonly body: 'Best' | 'HTML' | 'Text';
  /** Names such as `item:Subject`. */
  readonly fields: ReadonlySet<string>;
  /** ExtendedFieldURI elements, as asked. */
  readonly extended: readonly XmlElement[];
  /** Names of single internet headers that are asked for. */
  readonly headers: readonly string[];
}

/** Reads an ItemShape or FolderShape. */
export function readShape(element: XmlElement): Shape {
  const paths = childOf(element, 'AdditionalProperties')?.children ?? [];
  const base = childOf(element, 'BaseShape')?.text;
  const body = childOf(element, 'BodyType')?.text;
  return {
    base: base === 'Default' || base === 'AllProperties' ? base : 'IdOnly',
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

/** Properties that only GetItem gives out. Refuses them for lists. */
export function refuseUnlistable(shape: Shape): void {
  const UNLISTABLE = [
    'item:MimeContent',
    'item:Body',
    'item:Attachments',
    'item:InternetMessageHeaders',
    'item:UniqueBody',
  ];
  if (shape.includesMime || UNLISTABLE.some((field) => shape.fields.has(field))) {
    throw new ItemRefusal('ErrorInvalidPropertyRequest', 'The property can be read by GetItem only.');
  }
}

/** A boolean of the schema. */
export function isTrue(text: string | null | undefined): boolean {
  const trimmed = text?.trim();
  return trimmed === 'true' || trimmed === '1';
}
