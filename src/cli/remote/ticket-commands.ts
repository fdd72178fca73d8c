/** `godwit ticket …`: the conversation about a move, and what is said in it to lead the project. */
import { unreachable } from '../../base/assert.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import { actionsText } from './actions-text.ts';
import { allOf } from './pages.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText } from './rows.ts';

export const TICKET_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'ticket show [project]',
    says: 'what was said, where it stands, and what is missing',
    options: ['organisation', 'project', 'limit'],
    run: showTicket,
  },
  {
    words: 'ticket ask <text> [project]',
    says: 'ask something',
    options: ['organisation', 'project'],
    run: async ({ client, names }, text = '', name) =>
      ticketSaid(await client.call('askInTicket', { path: await names.project(name), body: { text } })),
  },
  {
    words: 'ticket reply <text> [project]',
    says: 'reply to something',
    options: ['organisation', 'project'],
    run: async ({ client, names }, text = '', name) =>
      ticketSaid(await client.call('replyInTicket', { path: await names.project(name), body: { text } })),
  },
  {
    words: 'ticket request [project]',
    says: 'ask for the move; the notice runs from here',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, name) => {
      const body = { text: options.reason ?? '' };
      return ticketSaid(await client.call('requestMove', { path: await names.project(name), body }));
    },
  },
  {
    words: 'ticket answer [addresses...]',
    says: 'answer the plan, or a part of it: version, name, date, and every address',
    options: ['organisation', 'project', 'plan', 'name', 'date', 'zone', 'all', 'reason'],
    run: answer,
  },
  {
    words: 'ticket send-plan [project]',
    says: 'for operators: send the plan as it is now; a changed one has to be acknowledged anew',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, name) => {
      const body = { text: options.reason ?? '' };
      return ticketSaid(await client.call('sendPlan', { path: await names.project(name), body }));
    },
  },
  {
    words: 'ticket propose <dates...>',
    says: 'for operators: offer other dates, as 2027-03-01T18:00:00Z, with --reason',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, ...dates) => {
      const body = { dates, text: options.reason ?? '' };
      return ticketSaid(await client.call('proposeDates', { path: await names.project(), body }));
    },
  },
  {
    words: 'ticket confirm [project]',
    says: 'for operators: confirm the wished date',
    options: ['organisation', 'project', 'reason'],
    run: async ({ client, names, options }, name) => {
      const body = { text: options.reason ?? '' };
      return ticketSaid(await client.call('confirmDate', { path: await names.project(name), body }));
    },
  },
  {
    words: 'ticket plan [project]',
    says: 'the plan that was sent last; with --draft, what it would be now',
    options: ['organisation', 'project', 'plan', 'draft'],
    run: showPlan,
  },
];

/** Newest last, so that they stand above the prompt. */
const ENTRIES_SHOWN = 50;

async function showTicket({ client, names, options }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const ticket = await client.call('getTicket', { path });
  const ask = (page: { readonly limit: number; readonly cursor?: string | undefined }) =>
    client.call('listTicketEntries', { path, query: { ...page, sort: '-number' } });
  const entries = (await allOf(ask, options.limit ?? ENTRIES_SHOWN)).toReversed();
  return { json: { ticket, entries }, text: `${entries.map(entryText).join('\n')}\n${ticketText(ticket)}` };
}

type Ticket = Answer<'getTicket'>;
type Entry = Answer<'listTicketEntries'>['items'][number];

function ticketSaid(ticket: Ticket): Said {
  return { json: ticket, text: ticketText(ticket) };
}

function ticketText(ticket: Ticket): string {
  const { acknowledged, wished, addresses, offered, confirmedAt, missing, words } = ticket;
  const facts = factsText([
    ['project', ticket.project],
    ['asked for', ticket.requestedAt ?? undefined],
    ['first day', ticket.earliest ?? undefined],
    ['plan', ticket.planVersion === null ? undefined : `version ${ticket.planVersion}`],
    ['read by', acknowledged === null ? undefined : `${acknowledged.name} (version ${acknowledged.version})`],
    ['wished', wished === null ? undefined : [wished.written, wished.zone ?? ''].join(' ').trim()],
    ['addresses', addresses === null ? undefined : addresses.isAll ? 'all of the project' : addresses.count],
    ['doubled', addresses?.doubled.join(', ') || undefined],
    ['offered', offered === null ? undefined : `${offered.dates.join(', ')} (${offered.why})`],
    ['confirmed', confirmedAt ?? undefined],
  ]);
  const lacking = ticket.planVersion === null ? [] : missing.map(({ why }) => `  ${shown(why)}\n`);
  const heading = lacking.length === 0 ? '' : '\nMissing for a complete answer:\n';
  const rules = words.map((sentence) => `\n${shown(sentence)}\n`).join('');
  return facts + heading + lacking.join('') + rules + actionsText(ticket.actions);
}

/** One line for who said what kind of thing when, and below it the words. */
function entryText({ number, at, author, text, part }: Entry): string {
  const lines = text === '' ? [] : text.split('\n').map((line) => `    ${shown(line)}`);
  return [`#${number}  ${at}  ${shown(author.name)}: ${partText(part)}`, ...lines, ...factLines(part), ''].join('\n');
}

function partText(part: Entry['part']): string {
  switch (part.is) {
    case 'plan':
      return `plan, version ${part.version}`;
    case 'answer':
      return part.missing.length === 0 ? 'answer, complete' : `answer; missing: ${part.missing.join(', ')}`;
    case 'alternative':
      return `other dates: ${part.offered.join(', ') || 'none is free'}`;
    case 'confirmation':
      return `the date holds: ${part.at}`;
    case 'notice':
      return `notice, ${part.kind}`;
    case 'request':
    case 'question':
    case 'reply':
      return part.is;
    default:
      return unreachable(part);
  }
}

function factLines(part: Entry['part']): readonly string[] {
  if (part.is !== 'notice') return [];
  return Object.entries(part.facts).map(([name, fact]) => `    ${shown(name)}: ${shown(String(fact))}`);
}

async function answer({ client, names, options }: Remote, ...addresses: readonly string[]): Promise<Said> {
  const { plan, name, date, zone, all, reason } = options;
  const body: Asked<'answerPlan'>['body'] = {
    text: reason ?? '',
    // The service says what is missing of a pair of which one is given.
    acknowledged: plan === undefined && name === undefined ? null : { version: plan ?? 0, name: name ?? '' },
    wished: date === undefined && zone === undefined ? null : { at: date ?? null, zone: zone ?? null },
    addresses: all === true ? 'all' : addresses.length === 0 ? null : [...addresses],
  };
  return ticketSaid(await client.call('answerPlan', { path: await names.project(), body }));
}

async function showPlan({ client, names, options }: Remote, name?: string): Promise<Said> {
  const path = await names.project(name);
  const version = options.plan ?? 'latest';
  const plan =
    options.draft === true
      ? await client.call('getPlanDraft', { path })
      : await client.call('getPlan', { path: { ...path, version: String(version) } });
  return { json: plan, text: planText(plan) };
}

type Plan = Answer<'getPlan'>;

function planText({ title, version, madeOn, sections, changes }: Plan): string {
  const head = `${shown(title)}, version ${version}, of ${madeOn}\n`;
  const changed = changes.flatMap(({ title: of, gone, added }) => [
    `  ${shown(of)}\n`,
    ...gone.map((line) => `    no longer: ${shown(line)}\n`),
    ...added.map((line) => `    new: ${shown(line)}\n`),
  ]);
  const what = changed.length === 0 ? '' : `\nWhat changed:\n${changed.join('')}`;
  return (
    head +
    what +
    sections.map((section) => `\n${shown(section.title)}\n${section.blocks.map(blockText).join('')}`).join('')
  );
}

function blockText(block: Plan['sections'][number]['blocks'][number]): string {
  switch (block.is) {
    case 'text':
      return `  ${shown(block.text)}\n`;
    case 'list':
      return block.items.map((item) => `  - ${shown(item)}\n`).join('');
    case 'table':
      return block.rows.map((row) => `  ${row.map(shown).join(' · ')}\n`).join('');
    default:
      return unreachable(block);
  }
}
