/** The tables and lists of the page. */
import { formatBytes, formatCount } from './figures.ts';
import { type Html, html } from './html.ts';
import type { CountedLoss } from './mailbox-proof.ts';
import type { ExceptionGroup, Report, ReportException, ReportFolder } from './report.ts';

/** Rows of one group on the page; the CSV has them all. A page with more is slow to open and read by nobody. */
const ROWS_MAX = 500;

export function exceptionSection({ exceptionGroups, exceptionsCount }: Report): Html {
  if (exceptionsCount === 0) return html``;
  return html`<section>
<h2>Exceptions</h2>
<p class="lead">Grouped by cause, the most frequent first. Each says what to do.</p>
${exceptionGroups.map(exceptionGroup)}
</section>`;
}

function exceptionGroup({ cause, remedy, count, items }: ExceptionGroup): Html {
  const shown = items.slice(0, ROWS_MAX);
  const more = count - shown.length;
  const hasDetails = items.some((item) => item.details.length > 0 || item.cause !== cause);
  const after =
    more > 0 ? html`<p class="lead">${formatCount(more)} more: see the CSV file beside this page.</p>` : html``;
  return html`<details class="card" open>
<summary><h3>${cause}</h3><span class="count">${formatCount(count)}</span><p><b>What to do:</b> ${remedy}</p></summary>
<div class="scroll" tabindex="0" role="region" aria-label="${cause}">
<table>
<caption>${cause}</caption>
<thead><tr><th scope="col">Folder</th><th scope="col">Received</th><th scope="col">Sender</th><th scope="col">Subject</th><th scope="col" class="number">Size</th>${hasDetails ? html`<th scope="col">Details</th>` : html``}</tr></thead>
<tbody>
${shown.map((item) => exceptionRow(item, hasDetails ? cause : null))}
</tbody>
</table>
</div>
${after}
</details>
`;
}

/** `groupCause` is null when the group has no column for details. */
function exceptionRow(item: ReportException, groupCause: string | null): Html {
  const details = item.details.length > 0 ? item.details.join('; ') : item.cause === groupCause ? '' : item.cause;
  const isFolder = item.ref === null;
  return html`<tr><th scope="row" class="name"><bdi>${item.folder}</bdi></th><td class="date" data-label="Received">${item.receivedAt === null ? '–' : `${item.receivedAt.slice(0, 10)} ${item.receivedAt.slice(11, 16)}`}</td><td class="name" data-label="Sender">${sender(item.sender)}</td><td class="wide" data-label="Subject"><bdi>${isFolder ? 'the whole folder' : (item.subject ?? '–')}</bdi></td><td class="number" data-label="Size">${item.sizeBytes === null ? '–' : formatBytes(item.sizeBytes)}</td>${groupCause === null ? html`` : html`<td class="wide" data-label="Details">${details}</td>`}</tr>
`;
}

/** The name, and the address in small print below it. */
function sender(from: string | null): Html {
  const [, name = '', address = ''] = /^(.*?)\s*<([^<>]*)>\s*$/.exec(from ?? '') ?? ['', from ?? '–', ''];
  const plain = name.replace(/^"(.*)"$/, '$1');
  if (plain === '' || address === '') return html`<bdi>${plain === '' ? address : plain}</bdi>`;
  return html`<span><bdi>${plain}</bdi><span class="sub"><bdi>${address}</bdi></span></span>`;
}

export function folderSection({ folders, totals }: Report): Html {
  return html`<section>
<h2>Folders</h2>
<p class="lead">What the source holds, and what was found in the target.</p>
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Folders">
<table>
<caption>Folders with their counts on both sides</caption>
<thead><tr><th scope="col">Folder</th><th scope="col">In the target</th><th scope="col" class="number">Messages</th><th scope="col" class="number">Size</th><th scope="col" class="number">Proven</th><th scope="col" class="number">Exceptions</th><th scope="col" class="number">Left out</th><th scope="col" class="number">Not from Godwit</th></tr></thead>
<tbody>
${folders.map(folderRow)}
</tbody>
<tfoot><tr><th scope="row">All folders</th><td></td>${number('Messages', totals.items)}<td class="number" data-label="Size">${formatBytes(totals.bytes)}</td>${number('Proven', totals.proven)}${number('Exceptions', sumOf(folders))}${number('Left out', totals.leftOut)}${number('Not from Godwit', totals.ofOthers)}</tr></tfoot>
</table>
</div></div>
</section>`;
}

function folderRow(folder: ReportFolder): Html {
  const { items, proven, exceptions, leftOut, ofOthers } = folder;
  const isPartly = proven > 0 && proven < items - leftOut;
  const bar = !isPartly
    ? html``
    : html`<progress value="${proven}" max="${items}" aria-label="share proven"></progress>`;
  return html`<tr><th scope="row" class="name"><bdi>${folder.source}</bdi></th><td class="name" data-label="In the target">${targetName(folder)}</td>${number('Messages', items)}<td class="number" data-label="Size">${items === 0 ? html`<span class="zero">–</span>` : formatBytes(folder.bytes)}</td><td class="number" data-label="Proven"><span class="${proven > 0 && proven === items - leftOut ? 'ok' : items === 0 ? 'zero' : ''}">${formatCount(proven)}</span>${bar}</td><td class="number" data-label="Exceptions"><span class="${exceptions > 0 ? 'alarm' : 'zero'}">${formatCount(exceptions)}</span></td>${number('Left out', leftOut)}${number('Not from Godwit', ofOthers)}</tr>
`;
}

function targetName({ target, renamed }: ReportFolder): Html {
  if (target === null) return html`<span class="zero">not moved</span>`;
  if (renamed === null) return html`<span class="zero">same name</span>`;
  return html`<span><bdi>${target}</bdi>${renamed === '' ? html`` : html`<span class="sub">${renamed}</span>`}</span>`;
}

function number(label: string, count: number): Html {
  return html`<td class="number" data-label="${label}"><span class="${count === 0 ? 'zero' : ''}">${formatCount(count)}</span></td>`;
}

function sumOf(folders: readonly ReportFolder[]): number {
  return folders.reduce((sum, { exceptions }) => sum + exceptions, 0);
}

export function noteSection({ notes }: Report): Html {
  if (notes.length === 0) return html``;
  return html`<section>
<h2>Small differences</h2>
<p class="lead">These messages are proven. Somebody used them in the target since, or Exchange wrote them down another way.</p>
<ul class="plain">
${notes.map(
  ({ what, items }) => html`<li><span>${capital(what)}</span><span class="count">${formatCount(items)}</span></li>
`,
)}
</ul>
</section>`;
}

export function lossSection({ losses }: Report): Html {
  if (losses.length === 0) return html``;
  return html`<section>
<h2>What the target could not take</h2>
<p class="lead">The messages are there; these properties of them are not, or not as they were.</p>
<ul class="plain">
${losses.map(lossLine)}
</ul>
</section>`;
}

function lossLine({ field, how, why, items }: CountedLoss): Html {
  return html`<li><span>${capital(field)} ${how}<span class="sub">${why}</span></span><span class="count">${formatCount(items)}</span></li>
`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
