/** Task sheets as pages: for paper, a screen or a telephone, without a script and without a request. */
import { type Html, html, pageHtml } from '../../base/html.ts';
import { folderLabel } from '../../model/folder.ts';
import type { FolderFigures } from '../advice/mailbox-figures.ts';
import { filledParts, type Guide, type GuideWords } from '../guides/guide.ts';
import type { Preparation, Task } from './prepare.ts';
import { SHEET_STYLE } from './sheet-style.ts';
import { type TaskSheet, taskTitle } from './task-sheet.ts';

/** What people and servers wrote is escaped, and the page's own policy forbids scripts, frames and requests. */
export function sheetHtml(sheet: TaskSheet): string {
  const { words, tasks, person, organisation } = sheet;
  const open = tasks.filter(({ state }) => state.is === 'open');
  return page(
    `${sheet.title}: ${person.address}`,
    html`<header>
<h1>${sheet.title}</h1>
<dl class="facts">
<dt>For</dt><dd><bdi>${person.name ?? person.address}</bdi> (<bdi>${person.address}</bdi>)</dd>
<dt>At</dt><dd><bdi>${organisation.name}</bdi></dd>
<dt>When</dt><dd>${words.moveDate}</dd>
<dt>Questions</dt><dd>${words.contact}</dd>
</dl>
</header>
<section aria-labelledby="tasks"><h2 id="tasks">Your tasks</h2>
<ol class="tasks">
${tasks.map(taskItem)}
</ol></section>
${folderSection(sheet)}
<section aria-labelledby="how"><h2 id="how">How it is done</h2>
${open.length === 0 ? html`<p>Everything is done. Thank you.</p>` : html``}
${open.flatMap((task) => task.guides.map((guide) => guideSection(guide, words)))}
</section>
<section aria-labelledby="after"><h2 id="after">After the move</h2>
${sheet.after.map((guide) => guideSection(guide, words))}
</section>`,
  );
}

/** One page about everybody: who is ready, and what is open. `fileOf` names the sheet of an address. */
export function overviewHtml(
  { people, preparedCount, notMoving }: Preparation,
  organisation: string,
  fileOf: (address: string) => string,
): string {
  return page(
    `Preparation: ${organisation}`,
    html`<h1>Preparation of <bdi>${organisation}</bdi></h1>
<p>${preparedCount} of ${people.length} people are prepared. The move is ordered when all of them are, or when what is open was waived with a reason.</p>
<div class="scroll"><table>
<caption>Everybody who moves</caption>
<thead><tr><th scope="col">Address</th><th scope="col">Group</th><th scope="col">State</th><th scope="col">Open</th></tr></thead>
<tbody>
${people.map(
  ({
    person,
    group,
    tasks,
    isPrepared,
  }) => html`<tr><th scope="row"><a href="${fileOf(person.address)}">${person.address}</a></th>
<td>${group.name}</td><td>${isPrepared ? 'Prepared' : 'Not prepared'}</td>
<td>${tasks
    .filter(({ state }) => state.is === 'open')
    .map(taskTitle)
    .join('; ')}</td></tr>
`,
)}
</tbody></table></div>
${
  notMoving.length === 0
    ? html``
    : html`<h2>Nothing to prepare</h2>
${notMoving.map(({ group, offer }) => html`<p><bdi>${group.name}</bdi>: ${offer}, without a migration.</p>`)}`
}
<h2>What people hand over</h2>
<p>Put the files of one person into a folder of their own and name it beside their mailbox, in the same command that copies it: <b>godwit copy --source imaps://… --source archive:FOLDER --target …</b> Folders of .mbox and .eml files, Outlook’s .pst files, .ics, .vcf and .csv files are read as they are.</p>
<p>Write into the answers file what is done and what is not needed, and make these pages again.</p>`,
  );
}

function page(title: string, body: Html): string {
  return pageHtml({
    title,
    style: SHEET_STYLE,
    main: html`${body}
<footer>Made by Godwit.</footer>`,
  });
}

function taskItem(task: Task): Html {
  const { state, why, isRequired } = task;
  const minutes = task.guides.reduce((sum, guide) => sum + guide.minutes, 0);
  const said = { open: `To do, about ${minutes} minutes`, done: 'Done', waived: 'Not needed' }[state.is];
  return html`<li class="${state.is}"><strong>${taskTitle(task)}</strong>
<p><span class="state">${said}</span>${isRequired ? '' : '; the move does not wait for it'}</p>
${why.map((sentence) => html`<p>${sentence}</p>`)}
${state.is === 'waived' ? html`<p>${state.why}</p>` : html``}</li>
`;
}

function folderSection({ folders }: TaskSheet): Html {
  if (folders === null) return html``;
  return html`<section aria-labelledby="folders"><h2 id="folders">What is on the server</h2>
<div class="scroll"><table>
<caption>Compare with webmail before the move, and with the new mailbox afterwards</caption>
<thead><tr><th scope="col">Folder</th><th scope="col" class="number">Items</th><th scope="col">Oldest</th><th scope="col">Newest</th></tr></thead>
<tbody>
${folders.shown.map(folderRow)}
</tbody></table></div>
${folders.more === 0 ? html`` : html`<p>And ${folders.more} more folders.</p>`}</section>`;
}

function folderRow({ path, items, oldest, newest }: FolderFigures): Html {
  const count = new Intl.NumberFormat('en').format(items);
  return html`<tr><th scope="row"><bdi>${folderLabel(path)}</bdi></th><td class="number">${count}</td><td class="date">${oldest ?? 'no date'}</td><td class="date">${newest ?? 'no date'}</td></tr>
`;
}

function guideSection(guide: Guide, words: GuideWords): Html {
  const { title, minutes, before, parts, trouble } = guide;
  return html`<section class="guide"><h3>${marked(title, words)}</h3>
<p>About ${minutes} minutes.</p>
${before.map((text) => html`<p>${marked(text, words)}</p>`)}
${parts.map(
  (part) => html`${part.title === null ? html`` : html`<h4>${marked(part.title, words)}</h4>`}
<ol>${part.steps.map((step) => html`<li>${marked(step, words)}</li>`)}</ol>
`,
)}
${
  trouble.length === 0
    ? html``
    : html`<dl class="trouble">${trouble.map(({ when, then }) => html`<dt>${marked(when, words)}</dt><dd>${marked(then, words)}</dd>`)}</dl>`
}</section>
`;
}

/** What is read on the screen stands in bold letters. */
function marked(text: string, words: GuideWords): readonly Html[] {
  return filledParts(text, words).map((part, at) => (at % 2 === 1 ? html`<b>${part}</b>` : html`${part}`));
}
