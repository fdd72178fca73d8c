/** Makes src/client/operations.ts and src/client/shapes.ts: every operation of the HTTP interface as types, from its description. */
import { openApiPage } from './openapi-page.ts';

/** Raw tables go in here; the description of the interface has no shape for what is no JSON. */
const TABLES_IN = ['addMailboxTable', 'putPasswords'];
/** What is answered as text. */
const TEXTS_OUT = ['getMailboxTable', 'getEventTable', 'streamEvents'];
const MADE = 'made from docs/openapi.json by `npm run docs`; edits are lost.';
/** What bounds a value and does not change its type. */
const BOUNDS = new Set(
  'description default format pattern minimum maximum minLength maxLength minItems maxItems writeOnly'.split(' '),
);
/** Shorter types are written where they stand. */
const NAMED_LENGTH_MIN = 60;

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}
interface Parameter {
  readonly $ref?: string;
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export async function operationsPage(): Promise<string> {
  const rows = (await routes()).map(({ method, path, operation }) => {
    return `  ${operation.operationId}: { method: '${method}', path: '${path}' },`;
  });
  return `/** Where each operation of the HTTP interface is; ${MADE} */\nexport const OPERATIONS = {\n${rows.join('\n')}\n} as const;\n`;
}

export async function shapesPage(): Promise<string> {
  return drawShapes(await routes());
}

async function routes(): Promise<readonly Route[]> {
  const { paths } = JSON.parse(await openApiPage()) as { paths: Record<string, Record<string, Operation>> }; // OpenAPI
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .sort((one, other) => (one.operation.operationId < other.operation.operationId ? -1 : 1));
}

/** Throws for whatever the description says that these types cannot. */
export function drawShapes(all: readonly Route[]): string {
  const names = new Names();
  // What is looked at gives the names: a mailbox is called one, wherever it stands.
  const isLookedAt = ({ operation }: Route): number => Number(/^(get|list)/.test(operation.operationId));
  for (const route of all.toSorted((one, other) => isLookedAt(other) - isLookedAt(one))) operationType(route, names);
  const operations = all.map((route) => {
    const { operationId, summary = '' } = route.operation;
    return `  /** ${summary} */ ${operationId}: ${names.shorter(operationType(route, new Names()))};`;
  });
  return [
    `/** What each operation of the HTTP interface takes and answers; ${MADE} */`,
    '',
    `export interface Operations {\n${operations.join('\n')}\n}`,
    '',
    ...names.declarations(),
    '',
  ].join('\n');
}

/** What these mean everywhere else. */
const GLOBAL = ['Error', 'Event', 'Response', 'Request'];

/** Types that are long and stand in several places get a name there. */
class Names {
  readonly #seen = new Map<string, { readonly hint: string; count: number }>();

  /** Notes that the type was written. */
  of(text: string, hint: string): string {
    const seen = this.#seen.get(text);
    if (seen !== undefined) seen.count += 1;
    else this.#seen.set(text, { hint, count: 1 });
    return text;
  }

  /** The text with names in place of what has one. */
  shorter(text: string): string {
    return this.#parts().reduce((rest, [part, name]) => (part === text ? rest : rest.replaceAll(part, name)), text);
  }

  declarations(): readonly string[] {
    return this.#parts().map(([text, name]) => `export type ${name} = ${this.shorter(text)};`);
  }

  /** The longest first: it may hold the others. */
  #parts(): readonly (readonly [string, string])[] {
    const taken = new Set<string>();
    const parts: (readonly [string, string])[] = [];
    for (const [text, { hint, count }] of this.#seen) {
      if (count < 2 || text.length < NAMED_LENGTH_MIN || !/^(\{[^]*\}|'[^{]*')$/.test(text)) continue;
      const base = hint.charAt(0).toUpperCase() + hint.slice(1);
      let name = GLOBAL.includes(base) ? `${base}Shape` : base;
      for (let more = 2; taken.has(name); more += 1) name = `${base}${more}`;
      taken.add(name);
      parts.push([text, name]);
    }
    return parts.sort(([one], [other]) => other.length - one.length);
  }
}

function operationType({ operation, path }: Route, names: Names): string {
  const { operationId, requestBody, responses } = operation;
  const noun =
    operationId
      .replace(/^[a-z]+/, '')
      .replace(/^On(?=[A-Z])/, '')
      .replace(/(?<=x)es$|s$/, '') || 'Answer';
  const parameters = (operation.parameters ?? []).filter(({ $ref }) => $ref === undefined);
  const pathNames = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const query = parameters.filter((one) => one.in === 'query');
  if (parameters.length !== query.length + pathNames.length) throw new Error(`${operationId} takes headers or cookies`);
  const body = requestBody === undefined ? null : jsonOf(requestBody.content, operationId);
  return `{ ${[
    ...(pathNames.length === 0 ? [] : [`path: { ${pathNames.map((name) => `${name}: string`).join('; ')} }`]),
    ...(query.length === 0 ? [] : [queryType(query, names)]),
    ...(TABLES_IN.includes(operationId) ? ['table: Uint8Array<ArrayBuffer>'] : []),
    ...(body === null ? [] : [`body: ${typeOf(body, `New${noun}`, names)}`]),
    `answer: ${answerType(operationId, responses, noun, names)}`,
  ].join('; ')} }`;
}

function queryType(query: readonly Parameter[], names: Names): string {
  const parts = query.map((one) => {
    return `${one.name}${one.required === true ? '' : '?'}: ${typeOf(one.schema, one.name, names)}${one.required === true ? '' : ' | undefined'}`;
  });
  return `query${query.some(({ required }) => required === true) ? '' : '?'}: { ${parts.join('; ')} }`;
}

function answerType(id: string, responses: Operation['responses'], noun: string, names: Names): string {
  if (TEXTS_OUT.includes(id)) return 'string';
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const types = good.map(([, { content }]) =>
    content === undefined ? 'null' : typeOf(jsonOf(content, id), noun, names),
  );
  return [...new Set(types)].join(' | ');
}

function jsonOf(content: Content, id: string): Schema {
  const [json, ...more] = Object.entries(content);
  if (json?.[0] !== 'application/json' || more.length > 0) throw new Error(`${id} speaks more than JSON`);
  return json[1].schema;
}

function typeOf(schema: Schema, hint: string, names: Names): string {
  const text = spelt(schema, hint, names);
  return names.of(text, hint);
}

function spelt(schema: Schema, hint: string, names: Names): string {
  refuseUnknown(schema);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((one) => typeOf(one, hint, names)).join(' | ');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ');
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return 'unknown';
  return types.map((type) => ofType(type, schema, hint, names)).join(' | ');
}

function ofType(type: string, schema: Schema, hint: string, names: Names): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return arrayType(typeOf(schema.items ?? {}, hint.replace(/(?<=x)es$|s$/, ''), names));
    case 'object':
      return objectType(schema, hint, names);
    default:
      throw new Error(`no type for ${type}`);
  }
}

function arrayType(item: string): string {
  return /^[a-z]+$|^\{[^|]*\}$/.test(item) ? `readonly ${item}[]` : `readonly (${item})[]`;
}

function objectType(schema: Schema, hint: string, names: Names): string {
  const { properties = {}, required = [], additionalProperties: more, propertyNames } = schema;
  if (typeof more === 'object') {
    const value = typeOf(more, `${hint}Value`, names);
    const key = propertyNames === undefined ? 'string' : typeOf(propertyNames, `${hint}Name`, names);
    return key === 'string' ? `Readonly<Record<string, ${value}>>` : `Readonly<Partial<Record<${key}, ${value}>>>`;
  }
  const parts = Object.entries(properties).map(([name, property]) => {
    const isNeeded = required.includes(name);
    const part = name === 'items' ? hint : name;
    return `readonly ${name}${isNeeded ? '' : '?'}: ${typeOf(property, part, names)}${isNeeded ? '' : ' | undefined'}`;
  });
  return parts.length === 0 ? 'Readonly<Record<string, never>>' : `{ ${parts.join('; ')} }`;
}

const KNOWN = new Set(
  'type enum const properties required additionalProperties propertyNames items anyOf oneOf'.split(' '),
);

function refuseUnknown(schema: Schema): void {
  const unknown = Object.keys(schema).filter((key) => !KNOWN.has(key) && !BOUNDS.has(key));
  if (unknown.length > 0) throw new Error(`the client cannot be made: nobody knows ${unknown.join(', ')} here`);
}

function literal(value: string | number): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value);
}
