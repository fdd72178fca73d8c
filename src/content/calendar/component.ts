/** The tree of components of iCalendar (RFC 5545 §3.4), also where an END or the VCALENDAR around them is missing. */
import { CalendarError } from './calendar-error.ts';
import { type ContentLine, contentLineText, parseContentLine } from './content-line.ts';
import { logicalLines } from './logical-lines.ts';

/** Components inside each other. RFC 9073 comes to four. */
const NESTING_MAX = 20;
/** Of one VCALENDAR. A daily series of thirty years with every occurrence changed has eleven thousand. */
const COMPONENTS_MAX = 50_000;
/** Of one component. RDATE may come one a line. */
const PROPERTIES_MAX = 120_000;

export interface Component {
  /** Upper case: `VEVENT`. */
  readonly name: string;
  /** Of its BEGIN. */
  readonly line: number;
  readonly properties: readonly ContentLine[];
  readonly components: readonly Component[];
}

/** Characters of one value that is no file. Texts of invitations come to some 100,000, lists of dates to a million. */
const VALUE_MAX = 4 * 1024 * 1024;
const FILES: ReadonlySet<string> = new Set(['ATTACH', 'IMAGE', 'STRUCTURED-DATA']);

/** Components that stand directly in a VCALENDAR. Where one begins, all others but the calendar have ended. */
const OUTER: ReadonlySet<string> = new Set('VEVENT VTODO VJOURNAL VTIMEZONE VFREEBUSY VAVAILABILITY VPOLL'.split(' '));

/**
 * The VCALENDARs of a file, usually one. Components outside any are put into one more. What stands before the first BEGIN and
 * outside all components is left out: files saved from mail have its header there.
 */
export function readComponents(bytes: Buffer): readonly Component[] {
  const tree = new Tree();
  for (const logical of logicalLines(bytes)) tree.take(parseContentLine(logical));
  return tree.calendars;
}

/** Its lines from BEGIN to END, unfolded. */
export function componentLines(component: Component): readonly string[] {
  return [
    `BEGIN:${component.name}`,
    ...component.properties.map(contentLineText),
    ...component.components.flatMap(componentLines),
    `END:${component.name}`,
  ];
}

interface Growing extends Component {
  readonly properties: ContentLine[];
  readonly components: Growing[];
}

class Tree {
  readonly calendars: Growing[] = [];
  /** From the calendar inwards. */
  #open: Growing[] = [];
  #count = 0;

  take(line: ContentLine): void {
    const isBoundary = line.name === 'BEGIN' || line.name === 'END';
    const name = line.value.trim().toUpperCase();
    if (isBoundary && /^[A-Z][A-Z0-9-]{0,99}$/.test(name)) {
      if (line.name === 'BEGIN') this.#begin(name, line.line);
      else this.#end(name);
      return;
    }
    const innermost = this.#open.at(-1);
    if (innermost === undefined) return;
    if (innermost.properties.length >= PROPERTIES_MAX)
      throw new CalendarError(innermost.name, line.line, `it has more than ${PROPERTIES_MAX} properties`);
    if (line.value.length > VALUE_MAX && !FILES.has(line.name))
      throw new CalendarError(innermost.name, line.line, `${line.name} has more than ${VALUE_MAX} characters`);
    innermost.properties.push(line.name === '' || isBoundary ? unreadable(line) : line);
  }

  #begin(name: string, line: number): void {
    this.#count += 1;
    if (this.#count > COMPONENTS_MAX)
      throw new CalendarError('VCALENDAR', line, `it has more than ${COMPONENTS_MAX} components`);
    const begun: Growing = { name, line, properties: [], components: [] };
    if (name === 'VCALENDAR') {
      this.calendars.push(begun);
      this.#open = [begun];
      return;
    }
    if (this.#open.length === 0) {
      const wrapper: Growing = { name: 'VCALENDAR', line, properties: [], components: [] };
      this.calendars.push(wrapper);
      this.#open = [wrapper];
    }
    if (OUTER.has(name)) this.#open.length = 1;
    if (this.#open.length >= NESTING_MAX)
      throw new CalendarError(name, line, `components are nested more than ${NESTING_MAX} deep`);
    this.#open.at(-1)?.components.push(begun);
    this.#open.push(begun);
  }

  /** An END without its BEGIN ends nothing. */
  #end(name: string): void {
    const at = this.#open.findLastIndex((component) => component.name === name);
    if (at !== -1) this.#open.length = at;
  }
}

/** Kept as text, so that a person can still see it. */
function unreadable(line: ContentLine): ContentLine {
  const text = line.name === '' ? line.value : contentLineText(line);
  return { ...line, name: 'X-GODWIT-UNREADABLE', parameters: [], value: text.replace(/[\\;,]/g, '\\$&') };
}
