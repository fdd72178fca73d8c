/** The closing report as a page, for paper and for whoever asks in a year. */
import { formatCount } from '../base/amounts.ts';
import { type Html, html, pageHtml } from '../base/html.ts';
import { inWords } from '../model/states.ts';
import { SHEET_STYLE } from '../plan/preparation/sheet-style.ts';
import type { ClosingOut } from './contract/finish.ts';

/** Wider than a sheet, since its tables have up to five columns. */
export const CLOSING_STYLE = `${SHEET_STYLE}
main { max-width: 64rem; }
th { overflow-wrap: normal; }
`;

/** What people wrote is escaped, and the page's own policy forbids scripts, frames and requests. */
export function closingPage(closing: ClosingOut): string {
  const { project, items, licences, staying, acknowledged, overlap } = closing;
  const main = html`<h1>The move of <bdi>${project}</bdi></h1>
<p>It is ${inWords(closing.state)}. Of ${formatCount(items.found, 'item')} that were found, ${String(items.verified)} are in the target, read back and equal; ${String(items.failed)} could not be moved and are named in the reports of their mailboxes.</p>
<p>${acknowledged === null ? 'No plan was acknowledged.' : html`Version ${acknowledged.version} of the plan was read and understood by <bdi>${acknowledged.name}</bdi> (${dayOf(acknowledged.at)}).`}</p>
<p>${lastCopyWords(closing)} Both services were paid for during ${overlap.mailboxDays} days of mailboxes${overlap.cost === null ? '' : `, which cost ${overlap.cost}`}.</p>
${table(
  'Mailboxes that moved',
  ['Mailbox', 'State', 'Verified', 'Exceptions', 'Confirmed'],
  licences.map(({ name, state, provenAt, exceptions, confirmed }) => [
    name,
    inWords(state),
    provenAt === null ? '–' : dayOf(provenAt),
    String(exceptions ?? '–'),
    confirmed === null
      ? '–'
      : `${CONFIRMED_BY[confirmed.by]}${confirmed.reason === null ? '' : `: ${confirmed.reason}`}`,
  ]),
)}
${table(
  'Mailboxes that stay',
  ['Mailbox', 'State'],
  staying.map(({ name, state }) => [name, inWords(state)]),
)}
${table(
  'What happened',
  ['When', 'What', 'By'],
  closing.timeline.map(({ at, name, by }) => [timeOf(at), inWords(name), inWords(by)]),
)}
${table(
  'What was decided, and why',
  ['When', 'What', 'About', 'By', 'Why'],
  closing.decisions.map(({ at, name, what, by, reason }) => [
    timeOf(at),
    inWords(name),
    what,
    inWords(by),
    reason ?? '–',
  ]),
)}`;
  return pageHtml({ title: `The move of ${project}`, style: CLOSING_STYLE, main });
}

const CONFIRMED_BY = { user: 'by its user', people: 'by an administrator', waiver: 'waived' } as const;

function lastCopyWords({ lastCopy }: ClosingOut): string {
  if (lastCopy === null) return 'No last copy of the old mailboxes was noted.';
  return lastCopy.is === 'kept'
    ? `The last copy of the old mailboxes lies here: ${lastCopy.where ?? ''}.`
    : `No last copy of the old mailboxes was kept: ${lastCopy.reason ?? ''}.`;
}

function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return html``;
  return html`<section><h2>${caption}</h2>
<div class="scroll"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) => html`<tr>${cells.map((cell) => html`<td><bdi>${cell}</bdi></td>`)}</tr>
`,
)}</tbody>
</table></div></section>`;
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

function timeOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
