/** What the demo tells while it plays. */

import { formatCount, formatDuration, formatNumber } from '../base/amounts.ts';
import type { DemoMailbox, DemoSet } from './demo.ts';
import { fitted, shown, wrapped } from './format.ts';
import type { MoveReport } from './move-report.ts';
import { exceptionLines } from './move-summary.ts';
import type { Terminal } from './terminal.ts';

const INDENT = '        ';

export class DemoStory {
  readonly #terminal: Terminal;
  #written = 0;
  #isDrawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begins(): void {
    const { strong } = this.#terminal.paint;
    this.#tell(
      strong('Godwit demo'),
      '',
      'Three sample mailboxes move from IMAP to a simulated Exchange. Everything runs on',
    );
    this.#tell('this machine; no account is needed, and nothing leaves it.');
  }

  isSet(set: DemoSet): void {
    this.#tell(
      '',
      this.#terminal.paint.faint(`Two IMAP servers and the Exchange are running. Everything lies in ${set.folder}`),
    );
  }

  mailboxBegins({ name, about, itemsCount, foldersCount }: DemoMailbox, number: number, of: number): void {
    const { strong, faint } = this.#terminal.paint;
    this.#written = 0;
    this.#tell('', `${faint(`${number} of ${of}`)}  ${strong(name)}, ${about}`);
    this.#tell(`${INDENT}${formatCount(itemsCount, 'item')} in ${formatCount(foldersCount, 'folder')}`);
  }

  /** How far it is, on a line that goes away again; nothing where there is no such line. */
  goesOn(stored: number, { itemsCount }: DemoMailbox): void {
    if (!this.#terminal.isLive) return;
    const line = `${INDENT}  ${formatNumber(stored)} of ${formatCount(itemsCount, 'item')} in Exchange`;
    this.#terminal.error(`\r${fitted(line, this.#terminal.columns() - 1)}\x1b[K`);
    this.#isDrawn = true;
  }

  killed(items: number): void {
    const { warning } = this.#terminal.paint;
    this.#written = items;
    this.#tell(
      `${INDENT}${warning('✗')} after ${formatCount(items, 'item')} Godwit is killed, as by a power cut (kill -9)`,
    );
    this.#tell(
      `${INDENT}  and the same command is started again; it waits until what was under way can no longer arrive`,
    );
  }

  mailboxEnds(report: MoveReport, tookMs: number): void {
    const { good } = this.#terminal.paint;
    const { items, renames } = report;
    if (this.#written > 0) {
      const once = `the second run wrote the other ${report.itemsWritten}`;
      this.#tell(`${INDENT}${good('✓')} it went on where it stopped: ${once}, and nothing twice`);
    }
    const proven = `${formatCount(items.verified, 'item')} read back from Exchange and proven`;
    this.#tell(`${INDENT}${good('✓')} ${proven}, in ${formatDuration(tookMs)}`);
    for (const { from, to, why } of renames) {
      this.#tell(`${INDENT}  "${shown(from)}" is now "${shown(to)}": ${shown(why)}`);
    }
    if (report.exceptionsCount > 0) this.#tell(`${INDENT}  what the target cannot take is named, not lost:`);
    for (const line of exceptionLines(report, this.#terminal.paint)) this.#tell(`${INDENT}${line}`);
  }

  ends(set: DemoSet, reports: readonly MoveReport[], isAsPlanned: boolean): void {
    const { good, bad, strong, faint } = this.#terminal.paint;
    const verified = reports.reduce((sum, { items }) => sum + items.verified, 0);
    const exceptions = reports.reduce((sum, { exceptionsCount }) => sum + exceptionsCount, 0);
    this.#tell('', strong('What came of it'));
    this.#tell(`  ${formatCount(verified, 'item')} proven one by one, ${formatCount(exceptions, 'exception')} named`);
    this.#tell(`  ${formatCount(set.sentMail(), 'mail')} or read receipts sent to anybody on the way`);
    this.#tell('', strong('Reports, to open in a browser'));
    for (const { reports: files } of reports) if (files !== null) this.#tell(`  ${files.html}`);
    this.#tell('');
    if (isAsPlanned) this.#tell(`${good('✓')} Everything went as planned. The servers are gone, the reports stay.`);
    else this.#tell(`${bad('✗')} This did not go as planned: the demo expected other exceptions than these.`);
    this.#tell(faint('  Your own mailbox: godwit survey --source imaps://you@your-host'));
  }

  aside(line: string): void {
    this.#erase();
    this.#terminal.error(`${line}\n`);
  }

  #tell(...lines: readonly string[]): void {
    this.#erase();
    const columns = this.#terminal.outColumns();
    for (const line of lines) this.#terminal.out(`${wrapped(line, columns)}\n`);
  }

  #erase(): void {
    if (this.#isDrawn) this.#terminal.error('\r\x1b[K');
    this.#isDrawn = false;
  }
}
