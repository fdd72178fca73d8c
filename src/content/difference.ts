/** The ways in which a copy may differ from its original, and how much each counts. Reasons: docs/decisions. */

/** What may differ, in the words of the reports. */
export type DifferenceField =
  | 'subject'
  | 'sender'
  | 'reply address'
  | 'recipients'
  | 'copy recipients'
  | 'hidden recipients'
  | 'sent date'
  | 'message id'
  | 'thread'
  | 'importance'
  | 'body text'
  | 'text alternative'
  | 'links'
  | 'pictures in the text'
  | 'attachment'
  | 'attached message'
  | 'calendar part'
  | 'delivery report'
  | 'Outlook rich text'
  | 'signature';

/**
 * missing: the source has it, the target does not. changed: both have one, and they are not equal. added: only the target
 * has it. partial: the target has some of it. unclear: they differ only where the original can be read in more than one way.
 * rewritten: the target said the same in other words of its own.
 */
export type DifferenceKind = 'missing' | 'changed' | 'added' | 'partial' | 'rewritten' | 'unclear';

/** must: the copy is not equal. may: servers change it without loss; it is reported and the copy still counts as equal. */
export type DifferenceLevel = 'must' | 'may';

export interface Difference {
  /** Of a message one of `DifferenceField`; of everything else the field of its meaning, in words for people. */
  readonly field: string;
  readonly how: DifferenceKind;
  readonly level: DifferenceLevel;
  /** The attachment that it is about, as its sender named it. From the mail: not for logs and not for the ledger. */
  readonly name: string | null;
}

type Levels = Readonly<Record<DifferenceKind, DifferenceLevel | 'ignored'>>;
const STRICT: Levels = {
  missing: 'must',
  changed: 'must',
  added: 'must',
  partial: 'must',
  rewritten: 'may',
  unclear: 'may',
};

/** How much each difference counts. A server may invent what the original does not have, and may not lose what it has. */
export const LEVELS: Readonly<Record<DifferenceField, Levels>> = {
  subject: { ...STRICT, partial: 'may' },
  sender: { ...STRICT, partial: 'may', added: 'may' },
  'reply address': STRICT,
  recipients: STRICT,
  'copy recipients': STRICT,
  // Exchange keeps them as a property and writes them into MIME only for some folders.
  'hidden recipients': { ...STRICT, missing: 'may' },
  'sent date': { ...STRICT, added: 'ignored' },
  'message id': { ...STRICT, added: 'ignored', partial: 'may' },
  thread: { ...STRICT, added: 'may' },
  importance: { ...STRICT, added: 'ignored' },
  'body text': STRICT,
  // Exchange keeps one body and writes the poorer form anew from the richer one.
  'text alternative': { ...STRICT, missing: 'may' },
  links: { ...STRICT, added: 'may' },
  'pictures in the text': { ...STRICT, added: 'ignored' },
  attachment: STRICT,
  'attached message': STRICT,
  'calendar part': STRICT,
  // Exchange stores reports as objects of their own and writes their text anew.
  'delivery report': { ...STRICT, missing: 'may', changed: 'may', partial: 'may' },
  // Exchange opens winmail.dat and stores what is inside; nothing is left to compare.
  'Outlook rich text': { ...STRICT, missing: 'may' },
  // What was signed is compared like everything else; only the proof that nobody touched it is gone.
  signature: STRICT,
};

/** Found before its level is looked up. */
export interface Finding {
  readonly field: DifferenceField;
  readonly how: DifferenceKind;
  readonly name?: string | null;
}

/** True when no difference is a 'must'. */
export function meansTheSame(differences: readonly Difference[]): boolean {
  return differences.every(({ level }) => level === 'may');
}

/** One difference in a few words: `attachment "x.pdf" is missing`. */
export function describeDifference({ field, how, name }: Difference): string {
  const what = name === null ? field : `${field} "${name}"`;
  return `${what} ${HOW[how]}`;
}

const HOW: Readonly<Record<DifferenceKind, string>> = {
  missing: 'is missing',
  changed: 'differs',
  added: 'was added',
  partial: 'is there in part',
  unclear: 'differs where the original can be read in more than one way',
  rewritten: 'was written anew by the target',
};
