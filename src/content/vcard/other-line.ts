/** Properties that have no field of their own: as one line each, in a form that reads back to the same line. */
import type { CardProperty } from './card-property.ts';

/** `NAME;PARAM=x:value`, unfolded; group and parameters kept, transfer encodings and charsets undone. */
export function otherLine(property: CardProperty): string {
  const group = property.group === '' ? '' : `${property.group}.`;
  const parameters = [...property.parameters].flatMap(([name, values]) => {
    if (name === 'CHARSET' || name === 'ENCODING') return [];
    return [`;${name.replace(/[^A-Z0-9-]/g, '')}=${values.map(parameterText).join(',')}`];
  });
  const encoding = property.isBase64 ? ';ENCODING=b' : '';
  return `${group}${property.name}${parameters.join('')}${encoding}:${property.text.replaceAll('\n', '\\n')}`;
}

/** The name of the property in such a line, upper case. */
export function nameOfOther(line: string): string {
  return (/^(?:[^.:;]+\.)?([^:;]*)/.exec(line)?.[1] ?? '').toUpperCase();
}

/** A value of a parameter, quoted where it must be (RFC 6350 §3.3, RFC 6868). */
export function parameterText(value: string): string {
  const safe = value.replace(/[\^\n"]/g, (char) => (char === '\n' ? '^n' : char === '"' ? "^'" : '^^'));
  return /[:;,\s]/.test(safe) ? `"${safe}"` : safe;
}
