/** Finds each part of the source in the target, however the target arranged, encoded and joined them. */
import { compareSets, isUnclear } from './compare-prints.ts';
import {
  type Difference,
  type DifferenceField,
  type DifferenceKind,
  type Finding,
  meansTheSame,
} from './difference.ts';
import type { Fingerprint, PartKind, PartPrint } from './fingerprint.ts';
import { digestOf, isJoinOf } from './text-print.ts';

/** Pairs of attached messages that are tried. In the usual order each fits at once; more are only tried of a hostile mail. */
const MESSAGE_TRIALS_MAX = 400;

/** Bytes that were encoded wrongly and came back as less than this share (1 in n) have lost content, however read. */
const GUESSED_SHRINK_MAX = 2;

/** Texts without a counterpart that are tried as parts of a longer one. Real mail has two or three. */
const JOINED_MAX = 200;

interface Pairing {
  /** Parts of the source that nothing in the target equals. */
  lost: PartPrint[];
  /** Parts of the target that nothing in the source equals. */
  extra: PartPrint[];
  /** Numbers of the target's alternatives of which one form was found. */
  readonly knownAlternatives: Set<number>;
  readonly findings: Finding[];
}

type CompareMessages = (source: Fingerprint, target: Fingerprint) => readonly Difference[];

/** `compare` compares two attached messages. */
export function compareParts(source: Fingerprint, target: Fingerprint, compare: CompareMessages): readonly Finding[] {
  const pairing: Pairing = {
    // What is shown is found first: a target that keeps one of two forms that say the same has kept both.
    lost: source.parts.filter(isSomething).toSorted((a, b) => Number(a.role === 'spare') - Number(b.role === 'spare')),
    extra: target.parts.filter(isSomething),
    knownAlternatives: new Set(),
    findings: [],
  };
  pairBy(pairing, ({ bytes }) => bytes);
  pairBy(pairing, ({ text }) => text?.digest ?? null);
  pairBy(pairing, ({ loose, sizeBytes }) => (sizeBytes > 0 ? loose : null));
  pairBy(pairing, ({ calendar }) => calendar?.lines ?? null);
  pairMessages(pairing, compare);
  pairJoinedText(pairing);
  pairUnclear(pairing);
  pairSpares(pairing);
  pairRest(pairing);
  return [...pairing.findings, ...compareAround(source, target)];
}

/** Empty parts are made, named and dropped by every server; an empty file that the sender named is somebody's. */
function isSomething(part: PartPrint): boolean {
  return (part.name !== null && part.message === null) || hasContent(part);
}

function hasContent({ loose, text, message }: PartPrint): boolean {
  if (loose === digestOf('') || text?.chars === 0) return false;
  return message === null || message.parts.some(hasContent) || message.subjects.some(({ chars }) => chars > 0);
}

/** Takes out what is equal by the key, each part once. */
function pairBy(pairing: Pairing, keyOf: (part: PartPrint) => string | null): void {
  const there = new Map<string, PartPrint[]>();
  for (const part of pairing.extra) {
    const key = keyOf(part);
    if (key !== null) there.set(key, [...(there.get(key) ?? []), part]);
  }
  const paired = new Set<PartPrint>();
  pairing.lost = pairing.lost.filter((part) => {
    const key = keyOf(part);
    const equal = key === null ? undefined : there.get(key)?.shift();
    if (equal === undefined) return true;
    paired.add(equal);
    settle(pairing, equal);
    return false;
  });
  pairing.extra = pairing.extra.filter((part) => !paired.has(part));
}

function settle({ knownAlternatives }: Pairing, found: PartPrint): void {
  if (found.alternative !== null) knownAlternatives.add(found.alternative);
}

function pairMessages(pairing: Pairing, compare: CompareMessages): void {
  let trials = 0;
  for (const part of pairing.lost.filter(({ message }) => message !== null)) {
    let isRewritten = false;
    const equal = pairing.extra.find((candidate) => {
      if (part.message === null || candidate.message === null || trials >= MESSAGE_TRIALS_MAX) return false;
      trials += 1;
      const differences = compare(part.message, candidate.message);
      isRewritten = differences.length > 0;
      return meansTheSame(differences);
    });
    if (equal === undefined) continue;
    if (isRewritten) pairing.findings.push({ field: 'attached message', how: 'rewritten', name: part.name });
    remove(pairing, part, equal);
  }
}

/** Some servers join texts that follow each other into one. */
function pairJoinedText(pairing: Pairing): void {
  const isShown = ({ role }: PartPrint) => role === 'shown';
  // What people see is looked for first: the same texts are often there a second time as another form.
  const wholes = pairing.extra.toSorted((one, other) => Number(isShown(other)) - Number(isShown(one)));
  for (const whole of wholes) {
    const texts = pairing.lost.filter(({ kind, text }) => kind === 'text' && text !== null).slice(0, JOINED_MAX);
    const shown = joinedRun(whole, texts.filter(isShown));
    for (const part of shown.length > 0 ? shown : joinedRun(whole, texts)) remove(pairing, part, whole);
  }
}

/** The texts that follow each other in `parts` and are `whole` together; empty when there are none. */
function joinedRun({ text: whole }: PartPrint, parts: readonly PartPrint[]): readonly PartPrint[] {
  if (whole === null || whole.chars === 0) return [];
  for (let from = 0; from < parts.length; from += 1) {
    let chars = 0;
    for (let to = from; to < parts.length && chars < whole.chars; to += 1) {
      chars += parts[to]?.text?.chars ?? 0;
      const run = parts.slice(from, to + 1);
      if (
        chars === whole.chars &&
        isJoinOf(
          whole,
          run.flatMap(({ text }) => text ?? []),
        )
      )
        return run;
    }
  }
  return [];
}

function pairUnclear(pairing: Pairing): void {
  for (const part of pairing.lost) {
    const like = pairing.extra.find((candidate) => mayBeSame(part, candidate));
    if (like === undefined) continue;
    pairing.findings.push({ field: fieldOf(part), how: 'unclear', name: part.role === 'attached' ? part.name : null });
    remove(pairing, part, like);
  }
}

/** True when one of the two was written in a way that leaves open what it says, and the other is what it may say. */
function mayBeSame(part: PartPrint, candidate: PartPrint): boolean {
  if (part.text !== null && candidate.text !== null && isUnclear(part.text, candidate.text)) return true;
  const isLike = part.kind === candidate.kind && part.name === candidate.name;
  return !part.sure && isLike && candidate.sizeBytes * GUESSED_SHRINK_MAX >= part.sizeBytes;
}

/** The poorer form of a text: left out by some servers, written anew from the richer one by others. */
function pairSpares(pairing: Pairing): void {
  for (const part of pairing.lost.filter(({ role }) => role === 'spare')) {
    const other = pairing.extra.find(({ role }) => role === 'spare');
    pairing.findings.push({ field: 'text alternative', how: other === undefined ? 'missing' : 'rewritten' });
    remove(pairing, part, other);
  }
}

/** What is left is a difference. A lost part and an extra one of its kind are one changed part. */
function pairRest(pairing: Pairing): void {
  for (const part of pairing.lost) {
    const field = fieldOf(part);
    const other =
      pairing.extra.find((candidate) => fieldOf(candidate) === field && candidate.name === part.name) ??
      pairing.extra.find((candidate) => fieldOf(candidate) === field);
    const how = other === undefined ? 'missing' : howChanged(part, other);
    pairing.findings.push({ field, how, name: nameFor(part) });
    remove(pairing, part, other);
  }
  const isOtherForm = ({ kind, alternative }: PartPrint) =>
    kind === 'text' && alternative !== null && pairing.knownAlternatives.has(alternative);
  const added = pairing.extra.filter((part) => part.role !== 'spare' && hasContent(part) && !isOtherForm(part));
  for (const part of added) pairing.findings.push({ field: fieldOf(part), how: 'added', name: nameFor(part) });
}

function howChanged(source: PartPrint, target: PartPrint): DifferenceKind {
  if (source.calendar === null || target.calendar === null) return 'changed';
  const how = compareSets(source.calendar.core, target.calendar.core);
  return how === null || how === 'added-some' ? 'rewritten' : 'changed';
}

function remove(pairing: Pairing, lost: PartPrint, found: PartPrint | undefined): void {
  pairing.lost = pairing.lost.filter((part) => part !== lost);
  if (found === undefined) return;
  pairing.extra = pairing.extra.filter((part) => part !== found);
  settle(pairing, found);
}

function nameFor({ role, kind, name }: PartPrint): string | null {
  return role === 'attached' || kind === 'opaque' ? name : null;
}

function fieldOf({ kind, role }: PartPrint): DifferenceField {
  return kind === 'text' && role === 'attached' ? 'attachment' : FIELDS[kind];
}

const FIELDS: Readonly<Record<PartKind, DifferenceField>> = {
  text: 'body text',
  calendar: 'calendar part',
  report: 'delivery report',
  message: 'attached message',
  tnef: 'Outlook rich text',
  opaque: 'attachment',
};

/** What is said of the message as a whole rather than of one part. */
function compareAround(source: Fingerprint, target: Fingerprint): readonly Finding[] {
  const findings: Finding[] = [];
  const links = compareSets(source.links, target.links);
  if (links === 'added-some') findings.push({ field: 'links', how: 'added' });
  else if (links !== null) findings.push({ field: 'links', how: source.links.sure ? 'changed' : 'unclear' });
  if (target.missingPictures > source.missingPictures) findings.push({ field: 'pictures in the text', how: 'missing' });
  if (source.signed.some((digest) => !target.signed.includes(digest)))
    findings.push({ field: 'signature', how: 'rewritten' });
  return findings;
}
