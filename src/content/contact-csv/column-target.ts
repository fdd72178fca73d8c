/** What a column of a table of contacts may stand for, in words that an administrator can write into a mapping. */
import type { TextField } from '../vcard/contact-draft.ts';

/** Fields of a contact that hold one text, by the word for them. */
export const TEXT_TARGETS = {
  'display name': 'displayName',
  'family name': 'familyName',
  'given name': 'givenName',
  'middle name': 'middleName',
  prefix: 'prefix',
  suffix: 'suffix',
  'phonetic family name': 'phoneticFamilyName',
  'phonetic given name': 'phoneticGivenName',
  'phonetic organisation': 'phoneticOrganisation',
  organisation: 'organisation',
  'job title': 'title',
  profession: 'role',
  spouse: 'spouse',
  manager: 'manager',
  assistant: 'assistant',
  identifier: 'uid',
} as const satisfies Readonly<Record<string, TextField>>;

/** Everything else that a column of its own may be. */
const SINGLE_TARGETS = [
  'departments',
  'nicknames',
  'children',
  'categories',
  'notes',
  'privacy',
  'last change',
  'members',
  'photo',
  // Kept below the notes under its heading.
  'custom',
  // Left out: it says nothing about the person.
  'nothing',
] as const;

/** What has types (`phone work fax`) and what may come in numbered columns (`phone #1 value`, `phone #1 type`). */
const PARTS = {
  email: ['value', 'type'],
  phone: ['value', 'type'],
  url: ['value', 'type'],
  messenger: ['value', 'type', 'service'],
  address: [
    'po-box',
    'extended',
    'street',
    'street-2',
    'street-3',
    'city',
    'region',
    'postal-code',
    'country',
    'type',
    'formatted',
  ],
  birthday: ['value', 'year', 'month', 'day'],
  anniversary: ['value', 'year', 'month', 'day'],
  relation: ['value', 'type'],
  event: ['value', 'type'],
  field: ['value', 'type'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TextTarget = keyof typeof TEXT_TARGETS;
type SingleTarget = (typeof SINGLE_TARGETS)[number];
export type PartedTarget = keyof typeof PARTS;

export type ColumnTarget =
  | { readonly is: 'text'; readonly of: TextTarget }
  | { readonly is: 'single'; readonly of: SingleTarget }
  | {
      readonly is: 'parted';
      readonly of: PartedTarget;
      /** Columns of one number belong together; 0 where columns have no number. */
      readonly slot: number;
      readonly part: string;
      readonly types: readonly string[];
    };

/** The words that a target may begin with. */
export const TARGET_WORDS: readonly string[] = [...Object.keys(TEXT_TARGETS), ...SINGLE_TARGETS, ...Object.keys(PARTS)];

/** Columns that one row may number. */
const SLOT_MAX = 999;

/** Null for what is no target. `address home city`, `email`, `phone #2 type`, `family name`. */
export function readTarget(text: string): ColumnTarget | null {
  const plain = text.trim().replace(/\s+/g, ' ');
  if (isTextTarget(plain)) return { is: 'text', of: plain };
  const single = SINGLE_TARGETS.find((one) => one === plain);
  if (single !== undefined) return { is: 'single', of: single };
  const [of = '', ...words] = plain.split(' ');
  if (!isParted(of)) return null;
  const numbered = /^#(\d{1,3})$/.exec(words[0] ?? '');
  const rest = numbered === null ? words : words.slice(1);
  const parts: readonly string[] = PARTS[of];
  const part = rest.find((word) => parts.includes(word));
  const types = rest.filter((word) => word !== part);
  if (types.some((type) => !/^[a-z][a-z0-9-]*$/.test(type))) return null;
  const slot = Math.min(Number(numbered?.[1] ?? 0), SLOT_MAX);
  return { is: 'parted', of, slot, part: part ?? (of === 'address' ? 'formatted' : 'value'), types: types.sort() };
}

function isTextTarget(text: string): text is TextTarget {
  return Object.hasOwn(TEXT_TARGETS, text);
}

function isParted(text: string): text is PartedTarget {
  return Object.hasOwn(PARTS, text);
}
