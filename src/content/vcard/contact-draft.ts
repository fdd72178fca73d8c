/** A contact while it is being read. */
import type { Contact } from '../../model/contact.ts';
import type { CardProperty } from './card-property.ts';
import { unescaped } from './card-text.ts';
import { otherLine } from './other-line.ts';
import { mostPreferred, rankOf } from './value-labels.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
export type ContactDraft = Changeable<Contact>;
/** Fields that hold one text. */
export type TextField = { [K in keyof Contact]: Contact[K] extends string ? K : never }[Exclude<keyof Contact, 'kind'>];

export function emptyContact(): ContactDraft {
  return {
    kind: 'contact',
    uid: '',
    displayName: '',
    familyName: '',
    givenName: '',
    middleName: '',
    prefix: '',
    suffix: '',
    phoneticFamilyName: '',
    phoneticGivenName: '',
    nicknames: [],
    organisation: '',
    units: [],
    phoneticOrganisation: '',
    title: '',
    role: '',
    emails: [],
    phones: [],
    addresses: [],
    urls: [],
    messengers: [],
    birthday: null,
    anniversary: null,
    photo: null,
    note: '',
    categories: [],
    spouse: '',
    children: [],
    manager: '',
    assistant: '',
    isPrivate: false,
    modified: null,
    others: [],
  };
}

/** False when the field has another text already: then the property stays one of the others. */
export function setText(draft: ContactDraft, field: TextField, text: string): boolean {
  const value = text.trim();
  if (value === '') return true;
  if (draft[field] === '') draft[field] = value;
  return draft[field] === value;
}

/** The properties of a card with what they say about one another. */
export class CardContents {
  /** In the order in which they count: of what can be taken once, the preferred first. */
  readonly properties: readonly CardProperty[];
  readonly #labels = new Map<string, CardProperty>();
  readonly #used = new Set<CardProperty>();
  readonly #mostPreferred: ReadonlyMap<string, number>;

  constructor(all: readonly CardProperty[]) {
    for (const property of all) {
      if (property.name === 'X-ABLABEL' && property.group !== '') this.#labels.set(groupKey(property), property);
    }
    const properties = all.filter((property) => this.#labels.get(groupKey(property)) !== property);
    this.properties = [...properties].sort((a, b) => order(a) - order(b));
    const siblings = Map.groupBy(properties, ({ name }) => name);
    this.#mostPreferred = new Map([...siblings].map(([name, list]) => [name, mostPreferred(list)]));
  }

  /** The text of the X-ABLabel of its group, '' without one. */
  labelFor(property: CardProperty): string {
    return unescaped(this.#labelOf(property)?.text ?? '').trim();
  }

  /** As `labelFor`; the label then counts as taken. */
  takeLabel(property: CardProperty): string {
    const label = this.#labelOf(property);
    if (label !== undefined) this.#used.add(label);
    return this.labelFor(property);
  }

  #labelOf(property: CardProperty): CardProperty | undefined {
    return property.group === '' ? undefined : this.#labels.get(groupKey(property));
  }

  /** The lowest PREF of the properties with this name. */
  mostPreferred(name: string): number {
    return this.#mostPreferred.get(name) ?? Number.POSITIVE_INFINITY;
  }

  /** What nothing was made of, with the labels that belong to it. */
  othersOf(left: ReadonlySet<CardProperty>): readonly string[] {
    const lines: string[] = [];
    for (const property of this.properties) {
      if (!left.has(property)) continue;
      lines.push(otherLine(property));
      const label = this.#labelOf(property);
      if (label !== undefined && !this.#used.has(label)) {
        this.#used.add(label);
        lines.push(otherLine(label));
      }
    }
    for (const label of this.#labels.values()) if (!this.#used.has(label)) lines.push(otherLine(label));
    return [...new Set(lines)];
  }
}

/** Properties of which a contact has one, and a card may have several (RFC 6350 §5.4). */
const ONCE: ReadonlySet<string> = new Set(['FN', 'N', 'ORG', 'TITLE', 'ROLE', 'PHOTO', 'BDAY', 'ANNIVERSARY', 'UID']);

function order(property: CardProperty): number {
  // A printed address is compared with those that have parts.
  if (property.name === 'LABEL') return 1;
  if (!ONCE.has(property.name)) return 0;
  // A day that is only described comes after one that is a day (RFC 6350 §6.2.5).
  const isText = (property.parameters.get('VALUE') ?? []).some((kind) => /^text$/i.test(kind));
  return rankOf(property) - 1000 + (isText && property.name !== 'UID' ? 200 : 0);
}

function groupKey({ group }: CardProperty): string {
  return group.toLowerCase();
}
