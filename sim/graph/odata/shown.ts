/** How answers show things: which properties, with what inside, in which spelling. One code for every kind of thing. */
import type { PropertyKey, PropertyValue } from '../../exchange/extended-property.ts';
import { type Call, wantsImmutableIds } from '../call.ts';
import { idOfKey, keyOfId, typeOf } from '../extended.ts';
import { badRequest } from '../refusal.ts';
import { preference } from '../request.ts';
import type { Expression } from './filter.ts';
import { readFilter } from './filter.ts';
import type { Expansion, Query } from './query.ts';

export interface Shown {
  readonly select: ReadonlySet<string> | null;
  readonly expand: readonly Expansion[];
  readonly isImmutable: boolean;
  readonly bodyType: 'HTML' | 'Text';
  /** Extended properties that `$expand` names. */
  readonly extended: readonly PropertyKey[];
  /** A name of Windows or of IANA, of `Prefer: outlook.timezone`. */
  readonly zone: string;
}

/** Bodies are HTML unless a `Prefer` header wants text. */
export function shownBy(call: Call, query: Query): Shown {
  const body = preference(call.request, 'outlook.body-content-type');
  return {
    select: query.select,
    expand: query.expand,
    isImmutable: wantsImmutableIds(call),
    bodyType: body?.toLowerCase() === 'text' ? 'Text' : 'HTML',
    extended: query.expand.flatMap(extendedAsked),
    zone: preference(call.request, 'outlook.timezone') ?? 'UTC',
  };
}

const EXTENDED = ['singleValueExtendedProperties', 'multiValueExtendedProperties'];

function extendedAsked({ name, options }: Expansion): readonly PropertyKey[] {
  if (!EXTENDED.includes(name)) return [];
  const filter = options.get('$filter');
  if (filter === undefined) {
    throw badRequest(`$expand of ${name} needs a $filter that names the ids.`, 'ErrorInvalidUrlQuery');
  }
  return idsIn(readFilter(filter)).map(keyOfId);
}

/** `id eq 'a' or id eq 'b'` and nothing else. */
function idsIn(filter: Expression): readonly string[] {
  if (filter.is === 'or') return [...idsIn(filter.left), ...idsIn(filter.right)];
  if (filter.is === 'compare' && filter.path === 'id' && filter.by === 'eq' && typeof filter.to === 'string') {
    return [filter.to];
  }
  throw badRequest(
    'Extended properties are asked for by "id eq \'…\'", joined with "or".',
    'ErrorInvalidUrlQueryFilter',
  );
}

/** Adds the extended properties that were asked for and are there. */
export function addExtended(
  into: Record<string, unknown>,
  { extended, expand }: Shown,
  read: (key: PropertyKey) => PropertyValue | null,
): void {
  for (const name of EXTENDED) {
    if (!expand.some((one) => one.name === name)) continue;
    const isMulti = name === EXTENDED[1];
    const found = extended.flatMap((key) => {
      if (typeOf(key).endsWith('Array') !== isMulti) return [];
      const property = read(key);
      return property === null ? [] : [{ id: idOfKey(key), value: property.value }];
    });
    // Graph leaves the collection out when none of the properties is there.
    if (found.length > 0) into[name] = found;
  }
}

type Field<Thing> = (thing: Thing, shown: Shown) => unknown;

/** The properties of a thing that were asked for. Refuses names that its type does not have. */
export function fieldsOf<Thing>(
  thing: Thing,
  shown: Shown,
  type: string,
  usual: Readonly<Record<string, Field<Thing>>>,
  rare: Readonly<Record<string, Field<Thing>>> = {},
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const put = (name: string, field: Field<Thing>): void => {
    const value = field(thing, shown);
    if (value !== undefined) found[name] = value;
  };
  if (shown.select === null) {
    for (const name in usual) {
      const field = usual[name];
      if (field !== undefined) put(name, field);
    }
    return found;
  }
  for (const name of shown.select) {
    if (name === 'id' || name === '*') continue;
    const field = usual[name] ?? rare[name];
    if (field === undefined) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
        'RequestBroker--ParseUri',
      );
    }
    put(name, field);
  }
  return found;
}

/** Refuses what cannot be expanded on a type. */
export function refuseExpansions(expand: readonly Expansion[], type: string, known: readonly string[]): void {
  for (const { name } of expand) {
    if (EXTENDED.includes(name) || known.includes(name)) continue;
    throw badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      'RequestBroker--ParseUri',
    );
  }
}
