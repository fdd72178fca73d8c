/** The pages behind the link that shows a new password once: for a telephone first, without a script and without a request. */
import { type Html, html, pageHtml, pagePolicy } from '../base/html.ts';
import type { HandOverState } from '../model/hand-over.ts';
import { SHEET_STYLE } from '../plan/preparation/sheet-style.ts';

export const HAND_OVER_PAGE = '/hand-over';

const STYLE = `${SHEET_STYLE}
.password { font: 600 1.5rem/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--wash); border-radius: 8px; padding: 0.8rem 1rem; overflow-wrap: anywhere; user-select: all; }
form { margin: 1.25rem 0; }
button { font: inherit; font-weight: 600; color: #fff; background: #1f5f8a; border: 0; border-radius: 8px; padding: 0.8rem 1.4rem; min-height: 2.75rem; cursor: pointer; }
`;

/** What the page may do: look as it looks, and send its own button. */
export const HAND_OVER_POLICY = pagePolicy(STYLE, 'self');

interface Look {
  readonly name: string;
  readonly state: HandOverState;
  readonly expiresAt: string;
}

export function lookPage({ name, state, expiresAt }: Look): string {
  if (state === 'ready') {
    return page(
      'Your new password',
      html`<p>The mailbox <strong><bdi>${name}</bdi></strong> has moved, and has a new password. It is shown <strong>once</strong>: have your device at hand, or something to write on.</p>
<form method="post"><button type="submit">Show it now</button></form>
<p>The link holds until ${inWords(expiresAt)}. If somebody else may have got it, do not open it, and tell your administrator.</p>`,
    );
  }
  const [title, words] = STATES[state];
  return page(title, html`<p>${words}</p><p>It is about the mailbox <strong><bdi>${name}</bdi></strong>.</p>`);
}

const STATES: Readonly<Record<Exclude<HandOverState, 'ready'>, readonly [string, string]>> = {
  'to-be-set': ['Not yet', 'The new password is being set. Open this link again later; nothing is lost.'],
  shown: [
    'It was shown already',
    'This link has shown its password, and shows nothing any more. If that was not you, tell your administrator at once: a new link comes with a new password.',
  ],
  revoked: ['The link was taken back', 'Ask your administrator for the new one.'],
  over: ['The link is too old', 'Nobody opened it in time. Ask your administrator for a new one.'],
};

interface Shown {
  readonly name: string;
  readonly password: string;
  readonly target: string;
}

export function shownPage({ name, password, target }: Shown): string {
  return page(
    'Your new password',
    html`<p>For the mailbox <strong><bdi>${name}</bdi></strong> at <bdi>${target}</bdi>:</p>
<p class="password" translate="no">${password}</p>
<p>It is not shown again. Sign in with a browser first; then, one device after the other, take the old account away and add the new one.
A device that goes on trying the old password locks the mailbox.</p>
<p>Choose a password of your own once everything works.</p>`,
  );
}

export function problemPage(title: string, detail: string): string {
  return page('This does not work', html`<p>${title}</p><p>${detail}</p>`);
}

function page(title: string, content: Html): string {
  return pageHtml({ title, style: STYLE, main: html`<h1>${title}</h1>${content}`, forms: 'self' });
}

/** As the answer has it, in words: `14 May 2026, 09:30 UTC`. */
function inWords(iso: string): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat('en-GB', options).format(Date.parse(iso))} UTC`;
}
