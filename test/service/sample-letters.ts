/** A letter of every kind, with facts as they are or as somebody hostile would have them. */
import { instant } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/model/arrangement.ts';
import type { DeliveryId, DeliveryKind, Letter } from '../../src/model/delivery.ts';
import { NOTICES, type NoticeKind, SECRET_FACTS } from '../../src/model/notice.ts';
import type { MailboxId, ProjectId } from '../../src/model/project.ts';
import type { EntryId, EntryPart } from '../../src/model/ticket.ts';

/** What callers really say. */
const USUAL: Readonly<Record<string, string>> = {
  project: 'Finch & Sons to Exchange',
  earliest: '2026-01-13T08:00:00Z',
  version: '2',
  missing: 'the wished date, the list of addresses',
  wished: '2026-01-06T08:00:00Z',
  why: 'it lies inside the notice period of five business days.',
  offered: '2026-01-13T08:00:00Z, 2026-01-14T08:00:00Z',
  date: '2026-01-13T08:00:00Z',
  due: '2026-01-12T16:00:00Z',
  left: '3 days',
  mailboxes: '42',
  end: 'between 2026-01-13T18:00:00Z and 2026-01-13T22:00:00Z',
  was: '2026-01-13T22:00:00Z',
  now: '2026-01-14T03:00:00Z',
  mailbox: 'ann.finch@finch.example',
  cause: 'The source server refused the sign-in.',
  remedy: 'Hand in the right password for the old mailbox; Godwit goes on by itself.',
  items: '182344',
  exceptions: '3',
  link: 'https://move.example.com/m/godwit_link_abcdef',
  folder: 'Clients / Heron',
  outcome: 'everything is there: the folder was renamed',
  since: '2026-01-15T07:12:00Z',
  returned: '17',
  webhook: 'https://hook.example.com/godwit',
};

export const ENTRY_PARTS: readonly Exclude<EntryPart, { is: 'notice' }>[] = [
  { is: 'request' },
  { is: 'question' },
  { is: 'reply' },
  { is: 'plan', version: 2 },
  {
    is: 'answer',
    acknowledged: { version: 2, name: 'Ada Finch' },
    wishedAt: instant(Date.UTC(2026, 0, 13, 8)),
    addresses: ['ann.finch@finch.example', 'ben@finch.example'],
    missing: [],
  },
  { is: 'alternative', offered: [instant(Date.UTC(2026, 0, 13, 8))] },
  { is: 'confirmation', at: instant(Date.UTC(2026, 0, 13, 8)) },
];

export const NOTICE_KINDS = Object.keys(NOTICES) as readonly NoticeKind[]; // its keys are the kinds

/** All kinds, with `planted` in the place of every fact and every word; null: the usual ones. */
export function sampleLetters(planted: string | null): readonly Letter[] {
  const notices = NOTICE_KINDS.map((kind) => noticeLetter(kind, planted));
  const entries = ENTRY_PARTS.map((part) => {
    const planting = part.is === 'answer' && planted !== null ? hostileAnswer(part, planted) : part;
    return letterOf(part.is, planting, planted, null);
  });
  return [...notices, ...entries];
}

function noticeLetter(kind: NoticeKind, planted: string | null): Letter {
  const names: readonly string[] = NOTICES[kind].facts;
  const shown = names.map((name) => [name, SECRET_FACTS.includes(name) ? '•••' : (planted ?? USUAL[name] ?? '')]);
  const link = new Secret(USUAL['link'] ?? '');
  const part = { is: 'notice', kind, mailbox: null, facts: Object.fromEntries(shown) } as const;
  return letterOf(kind, part, planted, names.includes('link') ? { link } : null);
}

function hostileAnswer(part: Extract<EntryPart, { is: 'answer' }>, planted: string): EntryPart {
  return { ...part, acknowledged: { version: 1, name: planted }, addresses: [planted, planted] };
}

function letterOf(
  kind: DeliveryKind,
  part: EntryPart,
  planted: string | null,
  secretFacts: Letter['secretFacts'],
): Letter {
  const at = instant(Date.UTC(2026, 0, 5, 9));
  const project = '5b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f' as ProjectId; // ids of a sample, here and below
  const entry = '6b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f' as EntryId;
  const words = planted ?? 'We would like to begin on Tuesday.\n\nIs that possible? The office is closed on Monday.';
  const author = { is: 'contact', address: planted ?? 'ada@finch.example' } as const;
  const written = { id: entry, project, number: 4, at, author };
  return {
    delivery: {
      id: '7b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f' as DeliveryId,
      project,
      entry,
      kind,
      address: 'ada@outside.example',
      webhook: null,
      channel: 'mail',
      mailbox: '8b0b3b52-3a8c-4d1e-9a2f-0c2f6c7d8e9f' as MailboxId,
      state: 'waiting',
      isUrgent: false,
      madeAt: at,
      askedAt: at,
      dueAt: at,
      tries: 1,
      settledAt: null,
      problem: null,
    },
    entry: { ...written, text: part.is === 'notice' ? '' : words, part },
    about:
      kind === 'plan' && part.is === 'notice'
        ? { ...written, number: 3, text: words, part: { is: 'plan', version: 2 } }
        : null,
    project: { id: project, name: planted ?? USUAL['project'] ?? '' },
    mailboxName: planted ?? USUAL['mailbox'] ?? '',
    secretFacts,
    replyToken: new Secret('abcdefghijklmnopqrstuvwxyz234567'),
    webhook: null,
    arrangement: DEFAULT_ARRANGEMENT,
    timeZone: 'Europe/Berlin',
  };
}

/** What people and servers may call things. */
export const HOSTILE: readonly { readonly what: string; readonly text: string }[] = [
  { what: 'a script', text: `"><script>window.planted=1</script><img src=x onerror="window.planted=1">` },
  { what: 'an attribute', text: `' onmouseover='window.planted=1' style="position:fixed` },
  {
    what: 'line ends and headers',
    text: 'Move\r\nBcc: all@example.com\r\n\r\n<script>window.planted=1</script>\n.\nQUIT\r\n',
  },
  { what: 'marks that turn text around', text: 'Move\u202Egpj.exe\u2066\u2069\u200F\u061C' },
  { what: 'ten thousand letters', text: 'W'.repeat(10_000) },
  { what: 'ten thousand marks on one letter', text: `a${'\u0301'.repeat(10_000)}` },
  { what: 'emoji', text: '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇩🇪'.repeat(50) },
  { what: 'NUL and escapes', text: 'Mo\0ve\u001b[2J\u0007\u009b31m' },
  { what: 'half characters', text: '\ud800Move\udfff' },
  { what: 'placeholders', text: '{project}{mailbox}{link}$&$1%s' },
  { what: 'an encoded word', text: '=?utf-8?q?=0d=0aBcc:_all=40example.com?=' },
  { what: 'a conditional comment', text: '<!--[if mso]><script>window.planted=1</script><![endif]-->' },
  { what: 'a style', text: '</style><style>@import url(https://evil.example/);</style>' },
  { what: 'a link', text: '<a href="javascript:window.planted=1">here</a> https://evil.example/' },
];
