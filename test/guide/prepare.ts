/** The guide, second part: the users are counted and prepared, the domain is made ready, and what lies where is seen. */
import { expect } from 'vitest';
import { fillCalendars } from './calendars.ts';
import { MIGRATION } from './new-system.ts';
import { KEYS } from './old-system.ts';
import { ANN, BEN, DAN, DOMAIN, MOVING } from './people.ts';
import type { Step } from './step.ts';
import type { GuideWorld, Said } from './world.ts';

export const PREPARE: readonly Step[] = [
  {
    of: 'R4',
    says: 'Administrator access: keys without it are named, with what is missing',
    play: async (world) => {
      await connect(world, 'a-wrong-secret-key');
      await world.post(`${world.project}/inventory`);
      await world.program.settle();
      const { problem, inventory } = await world.get(`${world.project}/inventory`);
      expect([problem.code, inventory]).toEqual(['inventory.key-refused', null]);
      await connect(world, KEYS.secretKey);
    },
  },
  {
    of: 'R12',
    says: 'Count the users: the inventory lists them, and each who moves has to prepare',
    play: async (world) => {
      await world.post(`${world.project}/inventory`);
      await world.program.settle();
      const { inventory, problem } = await world.get(`${world.project}/inventory`);
      expect(problem).toBeNull();
      const listed: string[] = inventory.mailboxes.map(({ address }: { readonly address: string }) => address);
      expect(listed).toHaveLength(4);
      await fillCalendars(world);
      const mailboxes = listed
        .filter((address) => MOVING.some((one) => one === address))
        .map((one) => settingsOf(world, one));
      const added = await world.post(`${world.project}/mailboxes`, { mailboxes });
      for (const { id, name } of added) world.mailboxes.set(name, `${world.project}/mailboxes/${id}`);
      const { people, isReady } = await world.get(`${world.project}/preparation`);
      expect([people.map(({ address }: { readonly address: string }) => address), isReady]).toEqual([
        [...MOVING],
        false,
      ]);
    },
  },
  {
    of: 'R13',
    says: 'Set up Autodiscover: the record that is missing is named, ready to be copied',
    play: async (world) => {
      await checkDomain(world);
      const autodiscover = await resultOf(world, 'C1');
      expect(autodiscover).toMatchObject({ verdict: 'block', fault: { owner: 'dns-host' } });
      expect(autodiscover.wantedRecords).toContainEqual(
        expect.objectContaining({ type: 'CNAME', host: 'autodiscover', value: 'autodiscover.outlook.com' }),
      );
    },
  },
  {
    of: 'R15',
    says: 'Outlook needs it: while it is missing the move cannot be asked for',
    play: async (world) => {
      const { domains } = await world.get(`${world.project}/domains`);
      expect(domains).toEqual([{ domain: DOMAIN, note: null }]);
      expect((await groupReasons(world)).join()).toContain('Autodiscover');
    },
  },
  {
    of: 'R14',
    says: 'With it address and password are enough: web hosts are asked as Outlook does',
    play: async (world) => {
      world.setZone('ready');
      await checkDomain(world);
      expect(await resultOf(world, 'C1')).toMatchObject({ verdict: 'pass' });
      expect(await resultOf(world, 'C2')).toMatchObject({ verdict: 'pass' });
    },
  },
  {
    of: 'R16',
    says: 'It eases the time after the move: the domain is ready, and everybody’s sheet says how to set up',
    play: async (world) => {
      const { domains } = await world.get(`${world.project}/domains`);
      expect(domains).toMatchObject([{ domain: DOMAIN, note: { is: 'passed' } }]);
      const { after } = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(JSON.stringify(after)).toContain('Outlook');
    },
  },
  {
    of: 'R17',
    says: 'Everybody sees that all mail is on the server: a sheet with the own folders and figures',
    play: async (world) => {
      for (const path of world.mailboxes.values()) await world.post(`${path}/survey`);
      await world.program.settle();
      const sheet = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(sheet.folders).toContainEqual(
        expect.objectContaining({ path: ['INBOX'], items: 7, oldest: '2024-03-04' }),
      );
      expect(taskOf(sheet, 'confirm-mail')).toMatchObject({ state: 'open' });
    },
  },
  {
    of: 'R18',
    says: 'What is not there is probably on a computer: signs of it are found and told',
    play: async (world) => {
      const sheet = await world.get(`${world.mailboxes.get(BEN)}/sheet`);
      expect(taskOf(sheet, 'confirm-mail').why.join()).toContain('no sent mail');
    },
  },
  {
    of: 'R19',
    says: 'Local mail comes onto the server first, by a guide for the program',
    play: async (world) => {
      const sheet = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(taskOf(sheet, 'move-local-mail')).toMatchObject({ state: 'open', isRequired: true });
    },
  },
  {
    of: 'R20',
    says: 'Does anybody use POP? Who was not asked has the question as a task',
    play: async (world) => {
      const asked = await world.post(`${world.organisation}/advice`, { ...UNASKED });
      expect(asked.groups).toHaveLength(1);
      const before = await world.get(`${world.project}/answers`);
      await world.put(`${world.project}/answers`, UNASKED);
      const sheet = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(taskOf(sheet, 'find-pop')).toMatchObject({ state: 'open' });
      await world.put(`${world.project}/answers`, before.answers);
    },
  },
  {
    of: 'R21',
    says: 'Who uses POP follows the guide for Windows or for the Mac',
    play: async (world) => {
      const sheet = await world.get(`${world.mailboxes.get(BEN)}/sheet`);
      expect(taskOf(sheet, 'move-pop').guides.join()).toContain('Apple Mail');
    },
  },
  {
    of: 'R22',
    says: 'Special characters in names of folders: seen beforehand, with what becomes of them',
    play: async (world) => {
      const { folders } = await world.get(`${world.mailboxes.get(ANN)}/survey`);
      expect(folders).toContainEqual(expect.objectContaining({ name: 'R&D, plans', target: 'R&D, plans' }));
    },
  },
  {
    of: 'R23',
    says: 'Nobody renames by hand: the plan says so',
    play: async (world) => {
      expect(await planText(world)).toContain('Nobody has to rename folders by hand');
    },
  },
  {
    of: 'R24',
    says: 'The dot in 1.Inbox breaks nothing',
    play: async (world) => {
      const { folders } = await world.get(`${world.mailboxes.get(ANN)}/survey`);
      expect(folders).toContainEqual(
        expect.objectContaining({ name: '1.Inbox', target: '1.Inbox', items: 3, problem: null }),
      );
    },
  },
  {
    of: 'R25',
    says: 'Mac users prepare apart',
    play: async (world) => {
      const [ann, ben] = [
        await world.get(`${world.mailboxes.get(ANN)}/sheet`),
        await world.get(`${world.mailboxes.get(BEN)}/sheet`),
      ];
      expect(taskOf(ben, 'mac-mail')).toMatchObject({ state: 'open' });
      expect(taskOf(ann, 'mac-mail')).toBeUndefined();
    },
  },
  {
    of: 'R2',
    says: 'Challenging: every guide says how long it takes, and what to do where it goes wrong',
    play: async (world) => {
      const { guides } = await world.get(`${world.mailboxes.get(BEN)}/sheet`);
      expect(guides.length).toBeGreaterThan(3);
      for (const guide of guides) expect(guide.minutes).toBeGreaterThan(0);
      expect(
        guides.filter(({ trouble }: { readonly trouble: readonly object[] }) => trouble.length > 0).length,
      ).toBeGreaterThan(2);
    },
  },
  {
    of: 'R27',
    says: 'What will move can be seen before: folder by folder, with its counts and its size',
    play: async (world) => {
      const { moves, folders } = await world.get(`${world.mailboxes.get(ANN)}/survey`);
      expect(moves.items).toBeGreaterThan(15);
      expect(folders.map(({ name }: { readonly name: string }) => name)).toContainEqual(
        expect.stringMatching(/Clients.+Swan/),
      );
    },
  },
  {
    of: 'R29',
    says: 'Contacts are backed up first: a task of each user, ticked at the private link',
    play: async (world) => {
      const sheet = await world.get(`${world.mailboxes.get(ANN)}/sheet`);
      expect(taskOf(sheet, 'contacts-backup')).toMatchObject({ state: 'open', isRequired: true });
      for (const address of MOVING) {
        const user = await world.userOf(address);
        const open = (await world.get(`${world.mailboxes.get(address)}/sheet`)).tasks;
        await world.put('/api/user/mailbox/steps', { done: open.map(({ id }: { readonly id: string }) => id) }, user);
        await world.post('/api/user/mailbox/acts', { act: 'finish-preparing' }, user);
      }
    },
  },
  {
    of: 'R41',
    says: 'Order only when all are prepared',
    play: async (world) => {
      expect(await world.get(`${world.project}/preparation`)).toMatchObject({ isReady: true, preparedCount: 2 });
      for (const act of ['assess', 'decide', 'finish-preparing']) await world.post(`${world.project}/acts`, { act });
      expect(await world.get(world.project)).toMatchObject({ state: 'ready' });
    },
  },
];

const UNASKED = {
  version: 1,
  organisation: { name: 'Finch Ltd' },
  groups: [
    {
      name: 'Everybody',
      needs: { outlook: [], phone: [], sharing: [], documents: [], storage: 'enough', programs: ['outlook-classic'] },
      people: [ANN, BEN, DAN],
    },
  ],
};

function connect({ old, put, project }: GuideWorld, secretKey: string): Promise<unknown> {
  const { account, userKey } = KEYS;
  return put(`${project}/connection`, { url: old.rackspace.url, account, userKey, secretKey, requestsPerMinute: 1000 });
}

/** Ann has calendars and contacts beside her mail. */
function settingsOf({ old, target, dovecot, dav, davAccount }: GuideWorld, address: string): object {
  const mail = { address: `imap://127.0.0.1:${dovecot.imapPort}`, user: address, password: old.passwords[address] };
  const { user, password } = davAccount;
  const more = ['caldavs', 'carddavs'].map((scheme) => ({ address: `${scheme}://${dav.url.host}/`, user, password }));
  return {
    name: address,
    timeZone: 'Europe/Berlin',
    sources: address === ANN ? [mail, ...more] : [mail],
    target: { address: `ews+${target.exchange.url}?mailbox=${address}`, auth: 'basic', ...MIGRATION },
  };
}

async function checkDomain({ post, program, project }: GuideWorld): Promise<void> {
  await post(`${project}/domains/${DOMAIN}/check`, { target: 'exchange-online' });
  await program.settle();
}

export async function resultOf({ get, project }: GuideWorld, id: string) {
  const { results } = await get(`${project}/domains/${DOMAIN}/check`);
  return results.find((one: { readonly id: string }) => one.id === id);
}

/** Everything that the plan says now. */
export async function planText({ get, project }: GuideWorld): Promise<string> {
  return JSON.stringify(await get(`${project}/plan-draft`));
}

async function groupReasons({ get, project }: GuideWorld): Promise<readonly string[]> {
  return (await get(`${project}/advice`)).groups[0].reasons;
}

function taskOf(sheet: Said, id: string) {
  return sheet.tasks.find((one: { readonly id: string }) => one.id === id);
}
