/** The guide, last part: new passwords, everybody looks and sets up, and the old licences are given back. */
import { expect } from 'vitest';
import { asker } from '../service/api.ts';
import { noticesOf } from './move.ts';
import { entriesOf, mailTo } from './order.ts';
import { ANN, BEN, MOVING, OUTSIDE } from './people.ts';
import type { Step } from './step.ts';

const DAY_MS = 86_400_000;

export const FINISH: readonly Step[] = [
  {
    of: 'R60',
    says: 'Final steps for everybody: what is left to do is named, and nothing is forgotten',
    play: async (world) => {
      const { missing, openMailboxes } = await world.get(`${world.project}/finish`);
      expect(missing.join()).toContain('confirmed by its user');
      expect(openMailboxes.map(({ name }: { readonly name: string }) => name)).toEqual([...MOVING]);
    },
  },
  {
    of: 'R61',
    says: 'New passwords for all: set at the target, then shown to each user once by a link',
    play: async (world) => {
      const ids = [...world.mailboxes.values()].map((path) => ({ mailbox: path.split('/').at(-1) }));
      const made = (await world.admin.ask('POST', `${world.project}/hand-overs`, { handOvers: ids })).json();
      const { passwords } = await world.post(`${world.project}/hand-overs/revelation`, { reason: 'to set them' });
      for (const { name, password } of passwords) world.target.setPassword(name, password);
      const set = { handOvers: made.map(({ id }: { readonly id: string }) => id) };
      expect((await world.admin.ask('POST', `${world.project}/hand-overs/setting`, set)).statusCode).toBe(204);
      for (const { path, name } of made) {
        const open = path.replace('/hand-over/', '/api/hand-overs/');
        const shown = await asker(world.rig.api).ask('POST', open);
        world.newPasswords.set(name, shown.json().password);
        expect((await asker(world.rig.api).ask('POST', open)).statusCode).toBe(410);
      }
      await world.post(`${world.project}/acts`, { act: 'hand-over' }, world.operator);
    },
  },
  {
    of: 'R62',
    says: 'Users sign in with it and look whether all is there; what one misses is answered by the verification',
    play: async (world) => {
      for (const user of MOVING)
        expect(await world.target.mayEnter(user, world.newPasswords.get(user) ?? '')).toBe(true);
      const ann = await world.userOf(ANN);
      await world.post('/api/user/mailbox/missing', { folder: '1.Inbox', from: '', about: 'last year' }, ann);
      const [one] = (await world.get(`${world.project}/cases?open=true`)).items;
      const { atOpening } = await world.get(`${world.project}/cases/${one.id}`);
      expect(JSON.stringify(atOpening)).toContain('3');
      const settled = { outcome: 'found', text: 'It was in another folder.' };
      await world.post(`${world.project}/cases/${one.id}/closing`, settled);
      expect(await noticesOf(world, world.project)).toEqual(
        expect.arrayContaining(['verification-opened', 'verification-closed']),
      );
    },
  },
  {
    of: 'R63',
    says: 'Users may choose another password at the new system',
    play: async (world) => {
      const own = 'Own-password-1';
      world.target.setPassword(ANN, own);
      expect(await world.target.mayEnter(ANN, own)).toBe(true);
      expect(await world.target.mayEnter(ANN, world.newPasswords.get(ANN) ?? '')).toBe(false);
    },
  },
  {
    of: 'R64',
    says: 'Every program on every device is set up anew, in an order that locks nothing',
    play: async (world) => {
      const ann = await world.userOf(ANN);
      const { steps, devices, signIn } = (await ann.ask('GET', '/api/user/mailbox/devices')).json();
      expect(signIn).toMatchObject({ is: 'exchange', address: ANN });
      expect(steps.length).toBeGreaterThan(1);
      const mine = devices.slice(0, 2).map(({ id }: { readonly id: string }) => id);
      const done = [...steps.map(({ id }: { readonly id: string }) => id), ...mine];
      await world.put('/api/user/mailbox/devices', { devices: mine, done }, ann);
      await world.post('/api/user/mailbox/acts', { act: 'confirm' }, ann);
      expect(await world.get(world.mailboxes.get(ANN) ?? '')).toMatchObject({ state: 'clients-done' });
    },
  },
  {
    of: 'R65',
    says: 'The instructions stand on the page of each user, without another sign-in',
    play: async (world) => {
      const ben = await world.userOf(BEN);
      const { devices } = (await ben.ask('GET', '/api/user/mailbox/devices')).json();
      for (const { howTo } of devices) expect(howTo.length).toBeGreaterThan(0);
    },
  },
  {
    of: 'R66',
    says: 'Old clients show no new mail: who still signs in at the old mailbox is found and reminded',
    play: async (world) => {
      const at = new Date(world.clock.now()).toISOString();
      const { old } = await world.post(`${world.project}/sign-ins`, { signIns: [{ mailbox: BEN, at }] });
      expect(old).toMatchObject([{ name: BEN }]);
      expect(await noticesOf(world, world.project)).toContain('old-sign-ins');
      await world.post(`${world.mailboxes.get(BEN)}/acts`, {
        act: 'waive-confirmation',
        reason: 'on leave, told by telephone',
      });
      await world.post(`${world.project}/acts`, { act: 'verify' });
    },
  },
  {
    of: 'R67',
    says: 'The old licences go by ticket, by name, once all is confirmed and the hold is over, and not before',
    play: async (world) => {
      const soon = await world.admin.ask('POST', `${world.project}/acts`, { act: 'request-removal' });
      expect(soon.json().title).toContain('The hold is not over');
      await world.put(`${world.project}/finish/last-copy`, { is: 'kept', where: 'vault 7' });
      await world.program.until(world.clock.now() + 15 * DAY_MS, 3 * DAY_MS);
      await world.post(`${world.project}/acts`, { act: 'request-removal' });
      const { text } = await world.get(`${world.project}/finish/removal`);
      for (const name of MOVING) expect(text).toContain(name);
      await world.program.settle();
      expect(mailTo(world, OUTSIDE)).toContain('licence');
      await world.post(`${world.project}/acts`, { act: 'close' }, world.operator);
      expect(await world.get(world.project)).toMatchObject({ state: 'closed', mailboxes: { released: 2 } });
      const { differences } = await world.get(`${world.project}/freeze`);
      expect(differences).toEqual([]);
      expect((await entriesOf(world)).at(-1).part).toMatchObject({ kind: 'closed' });
    },
  },
];
