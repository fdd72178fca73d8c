/** Compares what a contact has several of: by value, in no order; types loosely, labels of one's own as they are. */
import type { Labelled } from '../../model/contact.ts';
import type { DifferenceKind } from '../difference.ts';
import type { ContactField } from './contact-fields.ts';
import { plain } from './same-text.ts';

/** Found before its level is known. `name` says which of several it is. */
export interface ContactFinding {
  readonly field: ContactField;
  readonly how: DifferenceKind;
  readonly name: string | null;
}

/** Values of one field that are named in the report. */
const NAMED_MAX = 20;

export interface Keyed {
  /** Equal for values that mean the same. */
  readonly key: string;
  /** The value for people. */
  readonly shown: string;
}

/** Missing and added values, each named. */
export function compareSets(
  field: ContactField,
  source: readonly Keyed[],
  copy: readonly Keyed[],
): readonly ContactFinding[] {
  const inSource = new Set(source.map(({ key }) => key));
  const inCopy = new Set(copy.map(({ key }) => key));
  const missing = source.filter(({ key }) => !inCopy.has(key));
  const added = copy.filter(({ key }) => !inSource.has(key));
  return [...named(field, 'missing', missing), ...named(field, 'added', added)];
}

function named(field: ContactField, how: DifferenceKind, values: readonly Keyed[]): readonly ContactFinding[] {
  return values.slice(0, NAMED_MAX).map(({ shown }) => ({ field, how, name: shown }));
}

export interface KeyedLabel extends Keyed {
  readonly label: Labelled;
}

/** As `compareSets`, and what became of types, labels and preference of the values that are on both sides. */
export function compareLabelled(
  field: ContactField,
  source: readonly KeyedLabel[],
  copy: readonly KeyedLabel[],
): readonly ContactFinding[] {
  const copies = Map.groupBy(copy, ({ key }) => key);
  const labels = source.flatMap((one): readonly ContactFinding[] => {
    const same = copies.get(one.key);
    const how = same === undefined ? null : labelDifference(one.label, same);
    return how === null ? [] : [{ field: 'labels', how, name: one.shown }];
  });
  return [...compareSets(field, source, copy), ...labels.slice(0, NAMED_MAX)];
}

/** The least of the differences to the copies of the same value; null when there is none. */
function labelDifference(label: Labelled, copies: readonly KeyedLabel[]): DifferenceKind | null {
  const found = copies.slice(0, NAMED_MAX).map((one) => oneLabelDifference(label, one.label));
  if (found.includes(null)) return null;
  return (['rewritten', 'missing', 'changed'] as const).find((how) => found.includes(how)) ?? null;
}

function oneLabelDifference(source: Labelled, copy: Labelled): DifferenceKind | null {
  if (contradicts(source, copy, PLACES) || contradicts(source, copy, DEVICES)) return 'changed';
  if (source.label !== '' && plain(source.label) !== plain(copy.label))
    return copy.label === '' ? 'missing' : 'changed';
  return source.isPreferred === copy.isPreferred ? null : 'rewritten';
}

const PLACES: readonly string[] = ['home', 'work'];
const DEVICES: readonly string[] = ['fax', 'pager', 'cell'];

/** Both say where or on what it rings, and not the same. A target that has to choose a place adds some where there was none. */
function contradicts(source: Labelled, copy: Labelled, words: readonly string[]): boolean {
  const inSource = words.filter((word) => source.types.includes(word));
  const inCopy = words.filter((word) => copy.types.includes(word));
  return inSource.length > 0 && inCopy.length > 0 && !inSource.some((word) => inCopy.includes(word));
}
