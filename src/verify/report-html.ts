/** The report for people: one page that needs no network, no script and no other file. */
import { Html, html, pageHtml } from '../base/html.ts';
import type { Grade, Report, ReportTotals } from '../model/report.ts';
import { formatBytes, formatCount, shownTime } from './figures.ts';
import { REPORT_STYLE } from './report-style.ts';
import { exceptionSection, folderSection, lossSection, noteSection, notMovedSection } from './report-tables.ts';

/** Everything that comes from the mailbox is escaped. */
export function reportHtml(report: Report): string {
  const main = html`${heading(report)}
${figures(report)}
${exceptionSection(report)}
${folderSection(report)}
${noteSection(report)}
${lossSection(report)}
${notMovedSection(report)}
${explanation(report)}
<footer>Made by Godwit on ${shownTime(report.endedAt)}. All times are UTC.</footer>`;
  return pageHtml({ title: `${GRADES[report.grade].label}: ${report.source}`, style: REPORT_STYLE, main });
}

const CHECK = new Html(
  '<path d="M5 10.5l3.2 3.2L15 7" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
);
const MARK = new Html(
  '<path d="M10 5.5v5.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/><circle cx="10" cy="14" r="1.2" fill="currentColor"/>',
);

const GRADES: Readonly<Record<Grade, { readonly label: string; readonly sign: Html }>> = {
  verified: { label: 'Verified', sign: CHECK },
  'verified-with-exceptions': { label: 'Verified with exceptions', sign: MARK },
  'not-verified': { label: 'Not verified', sign: MARK },
};

const READ: Readonly<Record<Report['scope'], string>> = {
  all: 'every item was read again',
  unproven: 'items proven before were only looked up',
  new: 'only what was copied since was looked at',
};

function heading({ grade, verdict, source, target, startedAt, durationSeconds, scope }: Report): Html {
  const { label, sign } = GRADES[grade];
  const read = READ[scope];
  return html`<p class="eyebrow"><b>Godwit</b> · proof of a moved mailbox</p>
<header class="verdict ${grade}">
<p class="badge"><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="9" fill="none" stroke="currentColor" stroke-width="1.5"/>${sign}</svg>${label}</p>
<h1>${verdict}</h1>
<p class="route"><b><bdi>${source}</bdi></b> <span aria-label="to">→</span> <b><bdi>${target}</bdi></b>
<span>${shownTime(startedAt)}, in ${shownDuration(durationSeconds)}; ${read}</span></p>
</header>`;
}

function figures({ totals, exceptionsCount, folders }: Report): Html {
  const compared = comparedText(totals);
  return html`<dl class="figures">
<div><dt>items in ${formatCount(folders.length)} ${folders.length === 1 ? 'folder' : 'folders'}</dt><dd>${formatCount(totals.items)}</dd><small>${formatBytes(totals.bytes)}</small></div>
<div><dt>proven in the target</dt><dd>${formatCount(totals.proven)}</dd><small>${formatBytes(totals.provenBytes)}${compared}</small></div>
<div><dt>${exceptionsCount === 1 ? 'exception' : 'exceptions'}</dt><dd>${formatCount(exceptionsCount)}</dd><small>${exceptionsCount === 0 ? 'nothing to do' : 'named below'}</small></div>
<div><dt>left out by a rule</dt><dd>${formatCount(totals.leftOut)}</dd></div>
</dl>`;
}

function comparedText({ equalInBytes, equalInMeaning, provenBefore }: ReportTotals): string {
  const ways = [
    equalInBytes > 0 ? `${formatCount(equalInBytes)} byte for byte` : '',
    equalInMeaning > 0 ? `${formatCount(equalInMeaning)} by meaning` : '',
    provenBefore > 0 ? `${formatCount(provenBefore)} before` : '',
  ].filter((way) => way !== '');
  return ways.length === 0 ? '' : `; ${ways.join(', ')}`;
}

function explanation({ totals }: Report): Html {
  return html`<section>
<h2>How to read this</h2>
<dl class="terms">
<dt>Proven</dt><dd>The item was read back from the target over a connection of its own. It is there exactly once, a message with its received date to the second, and its content is equal to what was read from the source.</dd>
<dt>Byte for byte</dt><dd>Not one byte differs.</dd>
<dt>By meaning</dt><dd>Exchange takes items apart and writes them anew. Equal are then, of a message: message id, subject, sender, recipients, sent date, thread, text, links, and every attachment byte for byte; of an event: every occurrence over three years, with its texts, people and reminders; of a contact: every field; of a group: its members.</dd>
<dt>Verified</dt><dd>Every item is proven.</dd>
<dt>Verified with exceptions</dt><dd>Every item that was copied is proven, or can no longer be compared. What could not be copied is named.</dd>
<dt>Not verified</dt><dd>Something that was copied is missing, different or there twice, or a part of the mailbox was not copied yet or could not be looked at.</dd>
<dt>Not from Godwit</dt><dd>${formatCount(totals.ofOthers)} ${totals.ofOthers === 1 ? 'item' : 'items'} that were in the target before, or arrived since. They are left alone.</dd>
</dl>
</section>`;
}

function shownDuration(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
