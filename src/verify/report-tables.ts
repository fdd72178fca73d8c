/** The tables and lists of the page. */

import { type Html, html } from '../base/html.ts';
import type {
  CountedLoss,
  ExceptionGroup,
  Report,
  ReportException,
  ReportFolder,
  ReportNote,
} from '../model/report.ts';
import { formatBytes, formatCount, shownTime } from './figures.ts';

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
  const columns = [...EXCEPTION_COLUMNS, ...(hasDetails ? [{ name: 'Details' }] : [])];
  const after =
    more > 0 ? html`<p class="more">${formatCount(more)} more: see the CSV file beside this page.</p>` : html``;
  return html`<details class="card" open>
<summary><h3>${cause}</h3><span class="count">${formatCount(count)}</span>
<p><b>What to do:</b> ${remedy}</p></summary>
${table(
  cause,
  columns,
  shown.map((item) => exceptionRow(item, hasDetails ? cause : null)),
)}
${after}
</details>
`;
}

const EXCEPTION_COLUMNS: readonly Column[] = [
  { name: 'Folder' },
  { name: 'Received' },
  { name: 'Sender' },
  { name: 'Subject' },
  { name: 'Size', isNumber: true },
];

/** `groupCause` is null when the group has no column for details. */
function exceptionRow(item: ReportException, groupCause: string | null): Html {
  const { folder, receivedAt, sizeBytes, subject } = item;
  const details = item.details.length > 0 ? item.details.join('; ') : item.cause === groupCause ? '' : item.cause;
  const received = receivedAt === null ? '–' : shownTime(receivedAt);
  return html`<tr>
<th scope="row" class="name"><bdi>${folder}</bdi></th>
${cell('Received', 'date', received)}
${cell('Sender', 'name', sender(item.sender))}
${cell('Subject', 'wide', html`<bdi>${item.ref === null ? 'the whole folder' : (subject ?? '–')}</bdi>`)}
${cell('Size', 'number', sizeBytes === null ? '–' : formatBytes(sizeBytes))}
${groupCause === null ? html`` : cell('Details', 'wide', details)}
</tr>
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
  const exceptions = folders.reduce((sum, folder) => sum + folder.exceptions, 0);
  const foot = html`<tr>
<th scope="row">All folders</th>
<td></td>
${countCell('Messages', totals.items)}
${cell('Size', 'number', formatBytes(totals.bytes))}
${countCell('Proven', totals.proven)}
${countCell('Exceptions', exceptions)}
${countCell('Left out', totals.leftOut)}
${countCell('Not from Godwit', totals.ofOthers)}
</tr>`;
  return html`<section>
<h2>Folders</h2>
<p class="lead">What the source holds, and what was found in the target.</p>
<div class="card">${table('Folders with their counts on both sides', FOLDER_COLUMNS, folders.map(folderRow), foot)}</div>
</section>`;
}

const FOLDER_COLUMNS: readonly Column[] = [
  { name: 'Folder' },
  { name: 'In the target' },
  { name: 'Items', isNumber: true },
  { name: 'Size', isNumber: true },
  { name: 'Proven', isNumber: true },
  { name: 'Exceptions', isNumber: true },
  { name: 'Left out', isNumber: true },
  { name: 'Not from Godwit', isNumber: true },
];

function folderRow(folder: ReportFolder): Html {
  const { items, bytes, exceptions } = folder;
  const size = items === 0 ? html`<span class="zero">–</span>` : formatBytes(bytes);
  return html`<tr>
<th scope="row" class="name"><bdi>${folder.source}</bdi></th>
${cell('In the target', 'name', targetName(folder))}
${countCell('Items', items)}
${cell('Size', 'number', size)}
${cell('Proven', 'number', provenShare(folder))}
${countCell('Exceptions', exceptions, exceptions > 0 ? 'alarm' : '')}
${countCell('Left out', folder.leftOut)}
${countCell('Not from Godwit', folder.ofOthers)}
</tr>
`;
}

/** The number, with a bar where it is not all. */
function provenShare({ items, proven, leftOut }: ReportFolder): Html {
  const expected = items - leftOut;
  const tone = proven > 0 && proven === expected ? 'ok' : items === 0 ? 'zero' : '';
  const isPartly = proven > 0 && proven < expected;
  const bar = isPartly
    ? html`<progress value="${proven}" max="${expected}" aria-label="share proven"></progress>`
    : html``;
  return html`<span class="${tone}">${formatCount(proven)}</span>${bar}`;
}

function targetName({ target, renamed }: ReportFolder): Html {
  if (target === null) return html`<span class="zero">not moved</span>`;
  if (renamed === null) return html`<span class="zero">same name</span>`;
  return html`<span><bdi>${target}</bdi>${renamed === '' ? html`` : html`<span class="sub">${renamed}</span>`}</span>`;
}

interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
}

/** A table that scrolls by itself where it is too wide, and can be reached by keyboard. */
function table(caption: string, columns: readonly Column[], rows: readonly Html[], foot: Html = html``): Html {
  const heads = columns.map(
    ({ name, isNumber }) => html`<th scope="col"${isNumber === true ? html` class="number"` : html``}>${name}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}
</tbody>
<tfoot>${foot}</tfoot>
</table>
</div>`;
}

/** `label` stands before the content where the page is too narrow for columns. */
function cell(label: string, look: 'date' | 'name' | 'wide' | 'number', content: Html | string): Html {
  return html`<td class="${look}" data-label="${label}">${content}</td>`;
}

function countCell(label: string, count: number, tone = ''): Html {
  return cell(label, 'number', html`<span class="${count === 0 ? 'zero' : tone}">${formatCount(count)}</span>`);
}

export function noteSection({ notes }: Report): Html {
  if (notes.length === 0) return html``;
  return html`<section>
<h2>Small differences</h2>
<p class="lead">These items are proven. Somebody used them in the target since, or Exchange wrote them down another way.</p>
${notes.map(noteCard)}
</section>`;
}

function noteCard({ what, items, first }: ReportNote): Html {
  const name = capital(what);
  const rows = first.map(
    ({ folder, receivedAt, sender: from, subject }) => html`<tr>
<th scope="row" class="name"><bdi>${folder}</bdi></th>
${cell('Received', 'date', shownTime(receivedAt))}
${cell('Sender', 'name', sender(from))}
${cell('Subject', 'wide', html`<bdi>${subject ?? '–'}</bdi>`)}
</tr>
`,
  );
  const more = items - first.length;
  return html`<details class="card small">
<summary><h3>${name}</h3><span class="count">${formatCount(items)}</span></summary>
${table(name, NOTE_COLUMNS, rows)}
${more > 0 ? html`<p class="more">and ${formatCount(more)} more</p>` : html``}
</details>
`;
}

const NOTE_COLUMNS: readonly Column[] = [
  { name: 'Folder' },
  { name: 'Received' },
  { name: 'Sender' },
  { name: 'Subject' },
];

export function lossSection({ losses }: Report): Html {
  if (losses.length === 0) return html``;
  return html`<section>
<h2>What the target could not take</h2>
<p class="lead">The items are there; these properties of them are not, or not as they were.</p>
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

export function notMovedSection({ notMoved }: Report): Html {
  if (notMoved.length === 0) return html``;
  return html`<section>
<h2>Not part of the move</h2>
<ul class="plain">
${notMoved.map(
  ({ folder, why }) => html`<li><span><bdi>${folder}</bdi><span class="sub">${why}</span></span></li>
`,
)}
</ul>
</section>`;
}
