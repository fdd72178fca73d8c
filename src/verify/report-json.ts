/** The report for programs. */
import type { Report } from '../model/report.ts';

/** JSON with two blanks of indentation and a line end. Escapes what a careless reader could take for HTML. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2).replace(/[<>\u2028\u2029]/g, escaped)}\n`;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
