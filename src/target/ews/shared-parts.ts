/** What events and tasks share on their way into Exchange: subject, categories, and properties without a place. */
import type { Loss } from '../../model/item.ts';
import { eventLoss } from './event-losses.ts';
import { leftProperties } from './left-properties.ts';

/** What every client of Exchange shows of a subject, and what a category may have. */
const TEXT_CHARS_MAX = 255;
/** Names of properties that one loss names. */
const NAMES_MAX = 10;

/** A subject is one line. */
export function keptSubject(summary: string): {
  readonly text: string;
  readonly losses: readonly Loss[];
  readonly kept: readonly string[];
} {
  const line = summary.replace(/\s*\n\s*/g, ' ').trim();
  if (line.length <= TEXT_CHARS_MAX) return { text: line, losses: [], kept: [] };
  const text = line.slice(0, TEXT_CHARS_MAX).toWellFormed();
  return { text, losses: [eventLoss('subject')], kept: [`Subject: ${line}`] };
}

/** Exchange holds categories apart without regard to case. */
export function keptCategories(categories: readonly string[]): {
  readonly names: readonly string[];
  readonly losses: readonly Loss[];
} {
  const byKey = new Map<string, string>();
  for (const category of categories) {
    const name = category.trim().slice(0, TEXT_CHARS_MAX).toWellFormed();
    if (name !== '' && !byKey.has(name.toLowerCase())) byKey.set(name.toLowerCase(), name);
  }
  const isShortened = categories.some((name) => name.length > TEXT_CHARS_MAX);
  return { names: [...byKey.values()], losses: isShortened ? [eventLoss('category')] : [] };
}

/** What people wrote, by property; the rest is of programs. */
const FOR_PEOPLE: Readonly<Record<string, string>> = {
  COMMENT: 'Comment',
  CONTACT: 'Contact',
  GEO: 'Position',
  RESOURCES: 'Resources',
  'X-APPLE-STRUCTURED-LOCATION': 'Place',
  'REQUEST-STATUS': 'Status of the request',
};

/** Properties that have no place in the meaning of an item, as `NAME;PARAM=x:value`. */
export function otherLines(others: readonly string[]): {
  readonly kept: readonly string[];
  readonly losses: readonly Loss[];
} {
  const lines = leftProperties(others);
  const kept = lines.flatMap(({ name, line }) => {
    const label = FOR_PEOPLE[name];
    return label === undefined ? [] : [`${label}: ${plainValue(line)}`];
  });
  const technical = [...new Set(lines.flatMap(({ name }) => (FOR_PEOPLE[name] === undefined ? [name] : [])))];
  const names = technical.slice(0, NAMES_MAX).join(', ') + (technical.length > NAMES_MAX ? ', …' : '');
  return {
    kept,
    losses: [
      ...(kept.length > 0 ? [eventLoss('people')] : []),
      ...(technical.length > 0 ? [eventLoss('technical', names)] : []),
    ],
  };
}

/** The text after the name and its parameters, unescaped (RFC 5545 §3.3.11). */
function plainValue(line: string): string {
  const value = /^(?:[^":]|"[^"]*")*:(.*)$/s.exec(line)?.[1] ?? line;
  return value.replace(/\\(.)/gs, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character));
}

/** Each once, however many occurrences have it. */
export function distinctLosses(losses: readonly Loss[]): readonly Loss[] {
  return [...new Map(losses.map((loss) => [`${loss.field}\n${loss.why}\n${loss.detail ?? ''}`, loss])).values()];
}
