/** The page behind the private link of a mailbox: for a telephone first, without a script and without a request. */
import { type Html, html, pageHtml, pagePolicy } from '../../base/html.ts';
import { SHEET_STYLE } from '../../plan/preparation/sheet-style.ts';
import type { ownCases } from '../finish/case-out.ts';
import type { OwnDevices } from './own-devices.ts';
import type { ownMailbox } from './own-mailbox.ts';

export const MAILBOX_PAGE = '/mailbox';

const STYLE = `${SHEET_STYLE}
h1, p, li { overflow-wrap: anywhere; }
form { margin: 0.75rem 0 1.25rem; }
label { display: block; padding: 0.45rem 0; }
label.tick { display: flex; gap: 0.7rem; align-items: flex-start; min-height: 2.75rem; }
input[type=checkbox] { width: 1.35rem; height: 1.35rem; flex: none; margin: 0.15rem 0 0; accent-color: #1f5f8a; }
input[type=text], input[type=password] { display: block; width: 100%; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--soft); border-radius: 8px; padding: 0.6rem 0.8rem; margin-top: 0.2rem; }
button { font: inherit; font-weight: 600; color: #fff; background: #1f5f8a; border: 0; border-radius: 8px; padding: 0.7rem 1.3rem; min-height: 2.75rem; cursor: pointer; }
.now { background: var(--wash); border-radius: 8px; padding: 0.9rem 1rem; margin: 1rem 0; }
.now p:last-child, .card p:last-child { margin-bottom: 0; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 0.7rem 1rem; margin: 0 0 0.75rem; overflow-wrap: anywhere; }
details summary { cursor: pointer; padding: 0.5rem 0; min-height: 2.75rem; font-weight: 600; }
.qr { display: block; width: 12rem; height: 12rem; border-radius: 8px; }
.small { display: none; }
@media (min-width: 50rem) { .small { display: block; } }
@media print { form button, .small { display: none; } }
`;

/** What the page may do: look as it looks, and send its own forms. */
export const MAILBOX_POLICY = pagePolicy(STYLE, 'self');

export interface PageFacts {
  readonly mailbox: Awaited<ReturnType<typeof ownMailbox>>;
  readonly devices: OwnDevices;
  readonly cases: Awaited<ReturnType<typeof ownCases>>;
  /** When the mailbox is moved, in words; null while nobody knows, and when it has moved. */
  readonly when: string | null;
  /** The address of the page, where its forms go to. */
  readonly path: string;
  readonly qr: Html;
  /** Leads a telephone to the settings file. */
  readonly settingsQr: Html;
  readonly isSigned: boolean;
}

export function mailboxPage(facts: PageFacts): string {
  const { mailbox, when } = facts;
  const may = (name: string): boolean => mailbox.actions.some((action) => action.name === name && action.allowed);
  return page(
    `Your mailbox ${mailbox.name}`,
    html`<h1>Your mailbox <bdi>${mailbox.name}</bdi></h1>
<div class="now"><p>${mailbox.inWords}</p>
${when === null ? html`` : html`<p><strong>${when}</strong></p>`}
${mailbox.problem === null ? html`` : html`<p>${mailbox.problem.cause} ${mailbox.problem.remedy}</p>`}</div>
${todoList(mailbox.todo)}
${may('hand-in-password') ? passwordForms(facts) : html``}
${may('tick-steps') ? preparation(facts, may('finish-preparing')) : html``}
${afterMove(facts)}
${verdictForms(facts, { canConfirm: may('confirm'), canMiss: may('say-something-is-missing') })}
${facts.cases.map(caseCard)}
<div class="small"><h2>On your phone</h2><p>Point its camera here to open this page there. The link is for you alone.</p>
${facts.qr}</div>`,
  );
}

export function mailboxProblemPage(title: string, detail: string): string {
  return page('This does not work', html`<h1>This does not work</h1><p>${title}</p><p>${detail}</p>`);
}

function page(title: string, main: Html): string {
  return pageHtml({ title, style: STYLE, main, forms: 'self' });
}

function todoList(todo: readonly string[]): Html {
  if (todo.length === 0) return html`<p>There is nothing that you have to do now.</p>`;
  return html`<h2>What you have to do</h2><ul>${todo.map((one) => html`<li>${one}</li>`)}</ul>`;
}

function passwordForms({ mailbox, path }: PageFacts): Html {
  const open = mailbox.passwords.filter(({ isKept }) => !isKept || mailbox.problem?.isYours === true);
  return html`${open.map(
    ({ place }) => html`<form method="post" action="${path}/password" autocomplete="off">
<input type="hidden" name="place" value="${place.replace(' ', '-')}">
<label>Password of your old mailbox<input type="password" name="password" required autocomplete="off"></label>
<button type="submit">Hand it in</button></form>`,
  )}`;
}

function preparation({ mailbox, path }: PageFacts, canFinish: boolean): Html {
  return html`<h2>Before the move</h2>
<form method="post" action="${path}/steps">
${mailbox.steps.map(({ id, title, isDone }) => tick('done', id, title, isDone))}
<button type="submit">Keep what is ticked</button></form>
${canFinish ? button(`${path}/prepared`, 'I am prepared') : html``}`;
}

function afterMove({ devices: { signIn, steps, devices }, path, isSigned, settingsQr }: PageFacts): Html {
  const isThere = signIn !== null;
  const mine = devices.filter(({ isMine }) => isMine);
  return html`<h2>Your devices</h2>
${signIn === null ? html`` : html`<p>You sign in at <strong><bdi>${signIn.host}</bdi></strong> as <strong><bdi>${signIn.address}</bdi></strong>. The password comes by a link of its own, and never by mail.</p>`}
<form method="post" action="${path}/devices">
<details${isThere && mine.length > 0 ? html`` : html` open`}><summary>What do you read your mail with?</summary>
${devices.map(({ id, title, isMine }) => tick('devices', id, title, isMine))}</details>
${
  isThere
    ? html`<p>Go through these one after the other, and tick what is done. A device that goes on trying the old password locks the mailbox.</p>
${steps.map(({ id, title, isDone }) => tick('done', id, title, isDone))}
${mine.map(({ id, title, isDone }) => tick('done', id, `${title} is set up`, isDone))}`
    : html``
}
<button type="submit">Keep what is ticked</button></form>
${mine.map(({ title, howTo }) => (howTo === null ? html`` : html`<details class="card"><summary>${title}</summary><ol>${howTo.map((step) => html`<li>${step}</li>`)}</ol></details>`))}
${
  signIn?.is === 'exchange' && mine.some(({ id }) => id === 'iphone' || id === 'apple-mail')
    ? html`<p class="card"><a href="${path}/mailbox.mobileconfig">Settings file for iPhone, iPad and Mac</a>. It holds no password${isSigned ? '' : ', and is not signed: the device says so before it is installed'}.</p>
<div class="small"><p>With an iPhone or iPad: point its camera here, and it loads the settings file.</p>${settingsQr}</div>`
    : html``
}`;
}

function verdictForms(
  { path }: PageFacts,
  { canConfirm, canMiss }: { readonly canConfirm: boolean; readonly canMiss: boolean },
): Html {
  if (!canConfirm && !canMiss) return html``;
  return html`<h2>Is all there?</h2>
${canConfirm ? button(`${path}/all-there`, 'All there') : html``}
${
  canMiss
    ? html`<details class="card"><summary>Something is missing</summary>
<form method="post" action="${path}/missing">
<label>In which folder<input type="text" name="folder" maxlength="200"></label>
<label>From whom<input type="text" name="from" maxlength="200"></label>
<label>When about, and what it was<input type="text" name="about" maxlength="500"></label>
<button type="submit">Say that it is missing</button></form></details>`
    : html``
}`;
}

const OUTCOMES = {
  found: 'It was in the new mailbox.',
  'brought-over': 'It was missing, and is there now.',
  'never-there': 'It was not in the old mailbox either.',
  'left-behind': 'It could not be moved.',
} as const;

function caseCard({ folder, from, about, atOpening, outcome, words }: PageFacts['cases'][number]): Html {
  const said = [folder, from, about].filter((text) => text !== '').join('; ');
  return html`<div class="card"><p><strong>You miss: <bdi>${said}</bdi></strong></p>
${atOpening === null ? html`` : html`<p>${atOpening}</p>`}
${words.map(({ by, text }) => html`<p><bdi>${by}</bdi>: ${text}</p>`)}
<p>${outcome === null ? 'Somebody is looking into it.' : OUTCOMES[outcome]}</p></div>`;
}

function tick(name: string, value: string, title: string, isTicked: boolean): Html {
  return html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${isTicked ? html` checked` : html``}><span>${title}</span></label>
`;
}

function button(action: string, words: string): Html {
  return html`<form method="post" action="${action}"><button type="submit">${words}</button></form>`;
}
