/** Whether two fingerprints mean the same message. What counts for how much is the table `LEVELS` in `difference.ts`. */
import { compareParts } from './compare-parts.ts';
import { compareSets, hasSomeOf, isUnclear, type SetDifference } from './compare-prints.ts';
import { type Difference, type DifferenceField, type DifferenceKind, type Finding, LEVELS } from './difference.ts';
import { ADDRESS_FIELDS, type AddressPrint, type Fingerprint } from './fingerprint.ts';
import { START_CHARS, type TextPrint } from './text-print.ts';

/** Differences of one message that are listed. */
const DIFFERENCES_MAX = 50;
/** An irregular message of which less than this share is left has lost content, however it was read. */
const IRREGULAR_KEPT_MIN = 0.9;

/** Empty when both mean the same. The order is the order in which a person would look. */
export function compareFingerprints(source: Fingerprint, target: Fingerprint): readonly Difference[] {
  const findings = [...compareHeads(source, target), ...compareParts(source, target, compareFingerprints)];
  const isGuess = source.isIrregular && totalBytes(target) >= totalBytes(source) * IRREGULAR_KEPT_MIN;
  return findings.slice(0, DIFFERENCES_MAX).flatMap(({ field, how: found, name }): readonly Difference[] => {
    // However a message was taken apart: a file that is there under its name has the bytes that it had. One that we found
    // empty had its bytes among the lines of a header that never ended.
    const isCertain = field === 'attachment' && found === 'changed' && !hasEmptyPart(source, name ?? null);
    const how = isGuess && !isCertain && LEVELS[field][found] === 'must' ? 'unclear' : found;
    const level = LEVELS[field][how];
    return level === 'ignored' ? [] : [{ field, how, level, name: name ?? null }];
  });
}

function hasEmptyPart({ parts }: Fingerprint, name: string | null): boolean {
  return parts.some((part) => part.name === name && part.sizeBytes === 0);
}

function totalBytes({ parts }: Fingerprint): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function compareHeads(source: Fingerprint, target: Fingerprint): readonly Finding[] {
  const found: (Finding | null)[] = [
    compareSubjects(source.subjects, target.subjects),
    ...compareAddresses(source, target),
  ];
  found.push(compareDates(source, target), compareMessageIds(source, target), compareThreads(source, target));
  found.push(compareImportance(source, target));
  return found.filter((finding) => finding !== null);
}

function compareSubjects(source: readonly TextPrint[], target: readonly TextPrint[]): Finding | null {
  // Of several Subject fields a server keeps one, and which one differs.
  const originals = source.filter(({ chars }) => chars > 0);
  const copies = target.filter(({ chars }) => chars > 0);
  if (originals.length === 0) return copies.length === 0 ? null : { field: 'subject', how: 'added' };
  if (copies.length === 0) return { field: 'subject', how: 'missing' };
  const isSome = (alike: (original: TextPrint, copy: TextPrint) => boolean): boolean =>
    originals.some((original) => copies.some((copy) => alike(original, copy)));
  if (isSome((original, copy) => original.digest === copy.digest)) return null;
  if (isSome(isUnclear)) return { field: 'subject', how: 'unclear' };
  return { field: 'subject', how: isSome(isCutOff) ? 'partial' : 'changed' };
}

function isCutOff(original: TextPrint, copy: TextPrint): boolean {
  return copy.chars >= START_CHARS && original.chars > copy.chars && original.start === copy.start;
}

const ADDRESS_LABELS = {
  from: 'sender',
  sender: 'sender',
  'reply-to': 'reply address',
  to: 'recipients',
  cc: 'copy recipients',
  bcc: 'hidden recipients',
} as const satisfies Record<(typeof ADDRESS_FIELDS)[number], DifferenceField>;

function compareAddresses(source: Fingerprint, target: Fingerprint): readonly (Finding | null)[] {
  return ADDRESS_FIELDS.map((name) => {
    const field = ADDRESS_LABELS[name];
    const original = source.addresses[name];
    const copy = target.addresses[name];
    const how = compareSets(original, copy);
    if (how === null || isImplied(name, source, target)) return null;
    // Exchange keeps one author, and of a field given several times some servers keep one.
    const isPartial = how === 'missing-some' && copy.count > 0 && (original.fields > 1 || name === 'from');
    if (isPartial) return { field, how: original.fields > 1 && field !== 'sender' ? 'unclear' : 'partial' };
    return { field, how: addressKind(how, original, copy) };
  });
}

function addressKind(how: SetDifference, original: AddressPrint, copy: AddressPrint): DifferenceKind {
  if (!original.sure) return 'unclear';
  if (copy.count === 0) return 'missing';
  return how === 'added-some' ? 'added' : 'changed';
}

/** Exchange fills Sender and Reply-To with the author, and leaves them out when they say the same as From. */
function isImplied(name: (typeof ADDRESS_FIELDS)[number], source: Fingerprint, target: Fingerprint): boolean {
  if (name !== 'sender' && name !== 'reply-to' && name !== 'from') return false;
  const original = source.addresses[name];
  const copy = target.addresses[name];
  const authors = [source.addresses.from, source.addresses.sender];
  if (original.count === 0)
    return authors.some((author) => compareSets(author, copy) === null) || !authors.some(({ sure }) => sure);
  return copy.count === 0 && name !== 'from' && compareSets(original, source.addresses.from) === null;
}

function compareDates(source: Fingerprint, target: Fingerprint): Finding | null {
  if (source.dates.length === 0) return null;
  const [copy] = target.dates;
  if (copy !== undefined && source.dates.some(({ at }) => at === copy.at)) return null;
  if (source.dates.some(({ sure }) => !sure)) return { field: 'sent date', how: 'unclear' };
  return { field: 'sent date', how: copy === undefined ? 'missing' : 'changed' };
}

function compareMessageIds(source: Fingerprint, target: Fingerprint): Finding | null {
  const { messageIds: original } = source;
  if (original.count === 0) return null;
  // Of several ids a server keeps one. Exchange moves an id that it replaced into a field of its own.
  if (hasSomeOf(original, target.messageIds)) return null;
  if (hasSomeOf(original, target.keptMessageIds)) return { field: 'message id', how: 'partial' };
  if (!original.sure) return { field: 'message id', how: 'unclear' };
  return { field: 'message id', how: target.messageIds.count === 0 ? 'missing' : 'changed' };
}

function compareThreads(source: Fingerprint, target: Fingerprint): Finding | null {
  const kinds = (['inReplyTo', 'references'] as const).flatMap((name): readonly DifferenceKind[] => {
    const how = compareSets(source[name], target[name]);
    if (how === null) return [];
    if (!source[name].sure) return ['unclear'];
    if (how === 'added-some') return ['added'];
    return [target[name].count === 0 ? 'missing' : 'changed'];
  });
  const [how] = kinds.toSorted((a, b) => Number(LEVELS.thread[b] === 'must') - Number(LEVELS.thread[a] === 'must'));
  return how === undefined ? null : { field: 'thread', how };
}

function compareImportance({ importance: source }: Fingerprint, { importance: target }: Fingerprint): Finding | null {
  // No field at all means normal.
  const original = source?.level ?? 'normal';
  const copy = target?.level ?? 'normal';
  if (original === copy) return null;
  if (source === null) return { field: 'importance', how: 'added' };
  return { field: 'importance', how: source.sure ? 'changed' : 'unclear' };
}
