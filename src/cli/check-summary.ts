/** Shows what checks found, as a list for people or as one JSON document. */

import { formatCount } from '../base/amounts.ts';
import { unreachable } from '../base/assert.ts';
import { type CheckReport, isReady, type ReportedCheck } from '../check/report.ts';
import type { CheckOwner, WantedRecord } from '../model/check-result.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { fitted, shown, wrapped } from './format.ts';
import type { Paint } from './terminal.ts';

/** Lines of evidence that people are shown of one check; the JSON document has all. */
const EVIDENCE_LINES_MAX = 12;
/** Of a line of evidence: a TXT record may have 64 KB. */
const EVIDENCE_COLUMNS_MAX = 400;

/** Exit code 2 when something is wrong that nobody waived. */
export function presentCheck(report: CheckReport, command: Command): ExitCode {
  const code = isReady(report) ? EXIT.proven : EXIT.withExceptions;
  const { terminal, isJson } = command;
  if (isJson) terminal.out(`${JSON.stringify(checkDocument(report, code), null, 2)}\n`);
  else terminal.out(`${checkText(report, terminal.paint, terminal.outColumns())}\n`);
  return code;
}

function checkText(report: CheckReport, paint: Paint, columns: number | null): string {
  return `${paint.strong(shown(report.domain))}\n\n${resultsText(report.results, 'the move', paint, columns)}`;
}

/** One after the other, with what they come to; `blockable` is what a check may block, in words. */
export function resultsText(
  results: readonly ReportedCheck[],
  blockable: string,
  paint: Paint,
  columns: number | null,
): string {
  const sections = results.map((result) => resultText(result, paint, columns));
  return [...sections, wrapped(closing(results, blockable), columns)].join('\n\n');
}

function resultText(result: ReportedCheck, paint: Paint, columns: number | null): string {
  const { id, title, evidence, fault, waived } = result;
  const shownLines = evidence.slice(0, EVIDENCE_LINES_MAX);
  const more = evidence.length - shownLines.length;
  const prose = [
    `${signOf(result, paint)} ${shown(`${id}  ${title}`)}`,
    ...shownLines.map((line) => paint.faint(`  ${fitted(shown(line), EVIDENCE_COLUMNS_MAX)}`)),
    ...(more > 0 ? [paint.faint(`  and ${formatCount(more, 'more line')}`)] : []),
    ...(fault === null ? [] : [`  ${shown(fault.cause)}`, `  → ${ownerName(fault.owner)}: ${shown(fault.remedy)}`]),
    ...(waived === null ? [] : [`  accepted: ${shown(waived)}`]),
  ].map((line) => wrapped(line, columns));
  // A record is copied and pasted: it is never broken.
  const records = fault === null ? [] : fault.records.map((record) => `      ${shown(recordText(record))}`);
  return [...prose, ...records].join('\n');
}

function signOf({ verdict, waived }: ReportedCheck, paint: Paint): string {
  if (waived !== null) return paint.warning('!');
  switch (verdict) {
    case 'pass':
      return paint.good('✓');
    case 'warn':
      return paint.warning('!');
    case 'block':
      return paint.bad('✗');
    default:
      return unreachable(verdict);
  }
}

/** As it stands in a zone file, so that a DNS host's import takes it, too. */
function recordText({ type, host, value, ttlSeconds }: WantedRecord): string {
  const written = type === 'TXT' ? quotedText(value) : `${value}.`;
  return `${host}  ${ttlSeconds}  IN  ${type}  ${written}`;
}

/** Strings of at most 255 characters (RFC 1035 §3.3.14), in which nothing ends them too early (§5.1). */
function quotedText(value: string): string {
  const strings = value.match(/.{1,255}/gsu) ?? [''];
  return strings.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

const OWNERS: Readonly<Record<CheckOwner, string>> = {
  administrator: 'Administrator',
  'dns-host': 'At the DNS host',
  'web-host': 'Web host',
  user: 'User of the mailbox',
  'target-admin': 'Administrator of the target',
};

function ownerName(owner: CheckOwner): string {
  return OWNERS[owner];
}

function closing(results: readonly ReportedCheck[], blockable: string): string {
  const count = (verdict: string): number =>
    results.filter((one) => one.verdict === verdict && one.waived === null).length;
  const waived = results.filter((one) => one.waived !== null).length;
  const [blocks, warnings] = [count('block'), count('warn')];
  const parts = [
    `${formatCount(count('pass'), 'check')} passed`,
    ...(warnings > 0 ? [formatCount(warnings, 'warning')] : []),
    ...(blocks > 0 ? [`${formatCount(blocks, 'check blocks', 'checks block')} ${blockable}`] : []),
    ...(waived > 0 ? [`${formatCount(waived, 'fault was', 'faults were')} accepted`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function checkDocument({ domain, results }: CheckReport, exitCode: ExitCode): object {
  return { exitCode, domain, results: resultDocuments(results) };
}

export function resultDocuments(results: readonly ReportedCheck[]): readonly object[] {
  return results.map(({ id, title, verdict, evidence, fault, waived }) => ({
    id,
    title,
    verdict,
    evidence,
    cause: fault?.cause ?? null,
    remedy: fault?.remedy ?? null,
    owner: fault?.owner ?? null,
    records: (fault?.records ?? []).map((record) => ({ ...record, text: recordText(record) })),
    waived,
  }));
}
