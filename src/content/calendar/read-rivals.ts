/** Several components that stand for the same thing: which of them counts, and what is said of the others. */
import { type Component, componentLines } from './component.ts';
import { contentLineText } from './content-line.ts';
import { KEPT } from './placed-lines.ts';
import { plainText } from './read-text.ts';
import { readInstant } from './read-times.ts';

export interface Rivals {
  readonly latest: Component;
  readonly superseded: readonly Component[];
}

/** The latest revision: highest SEQUENCE, then DTSTAMP, then LAST-MODIFIED, then the last in the file (RFC 5546 §2.1.5). */
export function settleRivals(rivals: readonly [Component, ...Component[]]): Rivals {
  let [latest] = rivals;
  for (const rival of rivals) if (isLaterOrSame(rival, latest)) latest = rival;
  const text = revisionText(latest);
  return { latest, superseded: rivals.filter((rival) => rival !== latest && revisionText(rival) !== text) };
}

/** One line for people about a revision that no longer counts. */
export function supersededLine(component: Component): string {
  const said = ['SEQUENCE', 'DTSTAMP', 'DTSTART', 'DUE', 'SUMMARY']
    .map((name) => [name, plainText(valueOf(component, name)).slice(0, 200)])
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return contentLineText({ name: 'X-GODWIT-SUPERSEDED', parameters: [], value: said.replace(/[\\;,]/g, '\\$&') });
}

/** A whole component as one line, for those that have no place. */
export function keptComponent(component: Component): string {
  const value = componentLines(component)
    .join('\n')
    .replace(/[\\;,]/g, '\\$&');
  return contentLineText({ name: `${KEPT}${component.name}`, parameters: [], value });
}

export function sequenceOf(component: Component): number {
  const text = valueOf(component, 'SEQUENCE').trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function isLaterOrSame(one: Component, other: Component): boolean {
  const bySequence = sequenceOf(one) - sequenceOf(other);
  if (bySequence !== 0) return bySequence > 0;
  for (const name of ['DTSTAMP', 'LAST-MODIFIED']) {
    const [at, otherAt] = [one, other].map((component) => readInstant(valueOf(component, name)) ?? 0);
    if (at !== undefined && otherAt !== undefined && at !== otherAt) return at > otherAt;
  }
  return true;
}

/** Equal for components that differ in their stamps only. */
function revisionText(component: Component): string {
  return componentLines(component)
    .filter((line) => !/^(DTSTAMP|LAST-MODIFIED|CREATED|SEQUENCE)[;:]/.test(line))
    .sort()
    .join('\n');
}

function valueOf(component: Component, name: string): string {
  return component.properties.find((line) => line.name === name)?.value ?? '';
}
