/** The guide, third part: ordered by ticket, the plan read, a date agreed upon, and what does not move. */
import { expect } from 'vitest';
import { ANN, BEN, CAT, MOVING, OUTSIDE } from './people.ts';
import { planText } from './prepare.ts';
import type { Step } from './step.ts';
import { type GuideWorld, TICKET } from './world.ts';

export const ORDER: readonly Step[] = [
  {
    of: 'R42',
    says: 'Order by ticket: the request is in it, and confirmed by mail to an address outside',
    play: async (world) => {
      await lead(world);
      await world.post(`${world.project}/ticket/request`, { text: 'Please move us.' });
      await world.program.settle();
      expect(await world.get(world.project)).toMatchObject({ state: 'requested' });
      expect(mailTo(world, OUTSIDE)).toContain('Please move us');
    },
  },
  {
    of: 'R3',
    says: 'At least five business days ahead: the first day that can be chosen is told with the rule',
    play: async ({ get, project }) => {
      const { earliest, words } = await get(`${project}/dates`);
      // Asked for on Monday, 23 November: Tuesday to Friday and the next Monday lie between.
      expect([earliest, words]).toEqual(['2026-12-01', expect.stringContaining('at least 5 full business days')]);
    },
  },
  {
    of: 'R43',
    says: 'The plan comes by the ticket, with everything that was found',
    play: async (world) => {
      await world.post(`${world.project}/ticket/plan`, {}, world.operator);
      await world.program.settle();
      expect(await world.get(`${world.project}/plans/latest`)).toMatchObject({ version: 1 });
      expect(mailTo(world, OUTSIDE)).toMatch(/plan/i);
      const text = await planText(world);
      for (const address of [...MOVING, CAT]) expect(text).toContain(address);
    },
  },
  {
    of: 'R44',
    says: 'It is read carefully, on a page too, and answered in the ticket',
    play: async (world) => {
      const page = await world.admin.ask('GET', `${world.project}/plans/latest/page`);
      expect(page.body).toContain(ANN);
      const pdf = await world.admin.ask('GET', `${world.project}/plans/latest/pdf`);
      expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
      expect(await world.get(`${world.project}/ticket/state`)).toMatchObject({ missing: expect.any(Array) });
    },
  },
  {
    of: 'R48',
    says: 'The warning stands in the plan: no mail from the start until a mailbox is done',
    play: async (world) => {
      const warning =
        world.way === 'lock-out' ? 'People cannot get to their mail from the start' : 'Nobody is locked out';
      expect(await planText(world)).toContain(warning);
    },
  },
  {
    of: 'R50',
    says: 'Answers and questions come by mail: a reply stands in the ticket, and what is missing is named',
    play: async (world) => {
      await reply(world, 'Who sets up the telephones?');
      const entries = await entriesOf(world);
      expect(entries.at(-1)).toMatchObject({ text: 'Who sets up the telephones?', author: { name: OUTSIDE } });
      await world.post(
        `${world.project}/ticket/replies`,
        { text: 'Each user, by the page of the mailbox.' },
        world.operator,
      );
      const { missing } = await world.get(`${world.project}/ticket/state`);
      expect(missing).toHaveLength(3);
    },
  },
  {
    of: 'R45',
    says: 'That it was read and understood is confirmed, by name and version',
    play: async (world) => {
      await world.post(`${world.project}/ticket/answer`, { acknowledged: { version: 1, name: 'Ada Finch' } });
      expect(await world.get(`${world.project}/ticket/state`)).toMatchObject({
        acknowledged: { version: 1, name: 'Ada Finch' },
      });
    },
  },
  {
    of: 'R49',
    says: 'Every address that moves is listed, and compared with the project',
    play: async (world) => {
      await world.post(`${world.project}/ticket/answer`, { addresses: [ANN, 'nobody@finch.test'] });
      const { missing } = await world.get(`${world.project}/ticket/state`);
      expect(JSON.stringify(missing)).toContain('nobody@finch.test');
      expect(JSON.stringify(missing)).toContain(BEN);
      await world.post(`${world.project}/ticket/answer`, { addresses: [...MOVING] });
    },
  },
  {
    of: 'R47',
    says: 'A date within five business days is refused, with the next ones at once',
    play: async (world) => {
      await world.post(`${world.project}/ticket/answer`, { wished: { at: '2026-11-27T18:00', zone: 'Europe/Berlin' } });
      const { offered } = await world.get(`${world.project}/ticket/state`);
      expect(offered.dates.length).toBeGreaterThan(0);
      expect(await world.get(world.project)).toMatchObject({ state: 'alternative-proposed' });
      await world.program.settle();
      expect(mailTo(world, OUTSIDE)).toContain('cannot begin');
    },
  },
  {
    of: 'R46',
    says: 'A date and a time with a zone are wished for',
    play: async (world) => {
      await world.post(`${world.project}/ticket/answer`, { wished: { at: '2026-12-04T18:00', zone: 'Europe/Berlin' } });
      const { wished } = await world.get(`${world.project}/ticket/state`);
      expect(wished.at).toBe('2026-12-04T17:00:00Z');
      expect(await world.get(world.project)).toMatchObject({ state: 'answered' });
    },
  },
  {
    of: 'R51',
    says: 'The team confirms within five business days; it has until the end of the fifth',
    play: async (world) => {
      const { answerDueAt } = await world.get(`${world.project}/ticket/state`);
      expect(answerDueAt).toBe('2026-11-30T23:00:00Z');
      await world.post(`${world.project}/ticket/confirmation`, { text: 'See you then.' }, world.operator);
      await world.program.settle();
      expect(await world.get(world.project)).toMatchObject({ state: 'scheduled' });
    },
  },
  {
    of: 'R30',
    says: 'Members of aliases and lists: all are known, and one that does not exist is named',
    play: async (world) => {
      const { inventory } = await world.get(`${world.project}/inventory`);
      expect(inventory.lists).toContainEqual({ address: 'sales@finch.test', is: 'alias', members: [...MOVING] });
      await world.post(`${world.project}/domains/finch.test/check`, { target: 'exchange-online' });
      await world.program.settle();
      expect(JSON.stringify(await resultsOf(world))).toContain('gone@finch.test');
    },
  },
  {
    of: 'R35',
    says: 'Forwarding is not moved: each one is named, those to outside first',
    play: async (world) => {
      expect(JSON.stringify(await resultsOf(world))).toContain('ben@elsewhere.example');
      expect(await planText(world)).toContain('Forwarding');
    },
  },
  {
    of: 'R36',
    says: 'Safelists and blacklists are not moved: they are listed, with what Exchange cannot say',
    play: async (world) => {
      const { inventory } = await world.get(`${world.project}/inventory`);
      expect(inventory.domains[0].spam).toMatchObject({ safe: ['partner.example'], blockedIps: ['203.0.113.%'] });
      expect(JSON.stringify(await resultsOf(world))).toContain('203.0.113.%');
    },
  },
  told('R37', 'Signatures are not moved: the plan says what happens instead', 'Signatures'),
  told('R38', 'Rules are not moved: the plan says what happens instead', 'Rules and filters'),
  told('R39', 'SharePoint is not moved', 'SharePoint permissions and settings'),
  told(
    'R40',
    'Settings of Outlook are not moved: they are named one by one',
    'delegates, permissions of folders, archive settings',
  ),
];

function told(of: Step['of'], says: string, words: string): Step {
  return {
    of,
    says,
    play: async (world) => {
      expect(await planText(world)).toContain(words);
      const { tasks } = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(tasks.map(({ id }: { readonly id: string }) => id)).toContain('write-down');
    },
  };
}

/** A mail server, an arrangement with an address outside, and the zone of Berlin. */
async function lead({ put, get, project, operator, sink, repliesPort, way }: GuideWorld): Promise<void> {
  const imap = { host: '127.0.0.1', port: repliesPort, security: 'none', ...TICKET };
  const smtp = { host: '127.0.0.1', port: sink.port, security: 'none' };
  const from = { name: 'Move team', address: 'ticket@move.example.com' };
  await put('/api/settings/mail', { smtp, from, imap, reason: 'our relay' }, operator);
  const settings = await get(`${project}/settings`);
  await put(`${project}/settings`, { ...settings, timeZone: 'Europe/Berlin', reason: null });
  const { movingContacts: _derived, ...arrangement } = await get(`${project}/arrangement`);
  const led = { ...arrangement, way, contacts: [OUTSIDE], reason: 'as agreed' };
  await put(`${project}/arrangement`, led, operator);
}

/** By mail, to the address that the last mail of the ticket asks to be answered at. */
async function reply({ replies, sink, clock, program }: GuideWorld, text: string): Promise<void> {
  const last = sink.mails.findLast(({ to }) => to.includes(OUTSIDE));
  const to = /^Reply-To:\s+(.*)\r$/im.exec(last?.raw ?? '')?.[1] ?? '';
  const head = [`From: ${OUTSIDE}`, `To: ${to}`, 'Subject: Re: your plan', 'Message-ID: <reply@outside.example>'];
  const bytes = [...head, '', text, '', '> As you wrote.', ''].join('\r\n');
  replies.mailbox('INBOX').add({ bytes, internalDate: clock.now() });
  await program.settle();
}

/** Everything that was mailed to this address so far, as its reader sees the plain texts. */
export function mailTo({ sink }: GuideWorld, address: string): string {
  const mails = sink.mails.filter(({ to }) => to.includes(address));
  return mails.map(({ raw }) => raw.replaceAll('=\r\n', '')).join('\n');
}

export async function entriesOf({ get, project }: GuideWorld) {
  return (await get(`${project}/ticket?limit=500`)).items;
}

async function resultsOf({ get, project }: GuideWorld) {
  return (await get(`${project}/domains/finch.test/check`)).results;
}
