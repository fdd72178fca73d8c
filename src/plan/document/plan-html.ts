/** A plan as one page: for a screen, a telephone and paper, without a script and without a request. */
import { unreachable } from '../../base/assert.ts';
import { type Html, html, pageHtml } from '../../base/html.ts';
import { SHEET_STYLE } from '../preparation/sheet-style.ts';
import type { Block, PlanDocument, Section, SectionChange, Table } from './plan-document.ts';

/** What people and servers wrote is escaped, and the page's own policy forbids scripts, frames and requests. */
export function planHtml({ version, madeOn, title, sections, changes }: PlanDocument): string {
  return pageHtml({
    title: `${title}, version ${version}`,
    style: PLAN_STYLE,
    main: html`<header>
<h1>${title}</h1>
<dl class="facts">
<dt>Version</dt><dd>${version}</dd>
<dt>Made on</dt><dd>${madeOn}</dd>
</dl>
</header>
${changesSection(version, changes)}
<nav aria-label="Contents"><ol class="contents">
${changes.length === 0 ? html`` : html`<li><a href="#changes">What changed</a></li>`}
${sections.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`)}
</ol></nav>
${sections.map(sectionHtml)}
<section class="signature" aria-labelledby="confirm"><h2 id="confirm">Confirmation</h2>
<p>I have read version ${version} of this plan and understand it.</p>
<dl class="lines"><dt>Name</dt><dd></dd><dt>Day</dt><dd></dd><dt>Signature</dt><dd></dd></dl>
</section>
<footer>Made by Godwit.</footer>`,
  });
}

function changesSection(version: number, changes: readonly SectionChange[]): Html {
  if (changes.length === 0) return html``;
  return html`<section class="changes" aria-labelledby="changes"><h2 id="changes">What changed since version ${version - 1}</h2>
${changes.map(
  ({ id, title, gone, added }) => html`<h3><a href="#${id}">${title}</a></h3>
<ul>
${shortened(gone).map((line) => html`<li><span class="mark">No longer:</span> <del>${line}</del></li>`)}
${shortened(added).map((line) => html`<li><span class="mark">New:</span> <ins>${line}</ins></li>`)}
</ul>
`,
)}</section>`;
}

/** Of one section. A longer list nobody reads; the JSON document has all of it. */
const LINES_SHOWN_MAX = 100;

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= LINES_SHOWN_MAX) return lines;
  return [...lines.slice(0, LINES_SHOWN_MAX), `and ${lines.length - LINES_SHOWN_MAX} more`];
}

function sectionHtml({ id, title, blocks }: Section): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${blocks.map(blockHtml)}
</section>
`;
}

function blockHtml(block: Block): Html {
  switch (block.is) {
    case 'text':
      return html`<p>${block.text}</p>
`;
    case 'list':
      return html`<ul>
${block.items.map((item) => html`<li>${item}</li>`)}
</ul>
`;
    case 'table':
      return tableHtml(block);
    default:
      return unreachable(block);
  }
}

function tableHtml({ caption, columns, rows }: Table): Html {
  const cellClass = (at: number): Html => (columns[at]?.isNumber === true ? html` class="number"` : html``);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, at) => html`<th scope="col"${cellClass(at)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) => html`<tr>${cells.map((cell, at) =>
    at === 0
      ? html`<th scope="row"${cellClass(at)}><bdi>${cell}</bdi></th>`
      : html`<td${cellClass(at)}><bdi>${cell}</bdi></td>`,
  )}</tr>
`,
)}
</tbody></table></div>
`;
}

export const PLAN_STYLE = `${SHEET_STYLE}
main { max-width: 64rem; }
.contents { columns: 18rem; padding-left: 1.4rem; margin: 1.5rem 0; }
.contents li { break-inside: avoid; }
.changes { border: 2px solid var(--accent); border-radius: 8px; padding: 0 1rem 0.5rem; margin: 1.5rem 0; }
.changes h2 { border: 0; margin: 0.75rem 0 0.25rem; }
.changes h3 { margin: 0.75rem 0 0.25rem; }
.changes ul { list-style: none; padding: 0; margin: 0; }
.changes li { overflow-wrap: anywhere; margin-bottom: 0.2rem; }
.changes del { color: var(--soft); }
.changes ins { text-decoration: none; font-weight: 600; }
.mark { color: var(--soft); font-size: 0.875rem; }
ul { margin: 0.25rem 0 0.75rem; padding-left: 1.4rem; }
.scroll { margin: 0.75rem 0 1.25rem; }
table { min-width: 36rem; }
th, td { overflow-wrap: break-word; }
caption { font-weight: 600; color: var(--ink); }
tbody th { font-weight: 400; }
.number { padding-left: 0.6rem; }
.lines { display: grid; grid-template-columns: max-content 1fr; gap: 1.2rem 1rem; align-items: end; }
.lines dd { margin: 0; border-bottom: 1px solid var(--ink); height: 1.6rem; }
@media print {
  nav { display: none; }
  .scroll { overflow: visible; }
  table { min-width: 0; font-size: 8.5pt; }
  thead { display: table-header-group; }
  .changes { border-width: 1px; }
  .signature { break-inside: avoid; }
}
`;
