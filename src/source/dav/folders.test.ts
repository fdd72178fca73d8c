import { afterEach, describe, expect, test } from 'vitest';
import { never } from '../../../test/contract/contract.ts';
import type { ScriptedDav } from '../../../test/dav/scripted-server.ts';
import { calendar, ScriptedSources } from '../../../test/dav/scripted-source.ts';

const scripted = new ScriptedSources();
afterEach(() => scripted.endAll());

const HOME = '/dav/ann/';

async function foldersOf(server: ScriptedDav, service: 'caldav' | 'carddav' = 'caldav') {
  const source = await scripted.source(server, service);
  const folders = await source.folders(never());
  return { folders, leftOut: source.leftOut };
}

describe('paths', () => {
  test('are the names that people gave, or the end of the address where they gave none', async () => {
    const server = await scripted.server();
    server.add({ path: `${HOME}one/`, name: 'Wörk & Play / 2016' });
    server.add({ path: `${HOME}two%20words/`, name: ' ' });
    const { folders } = await foldersOf(server);
    expect(folders.map((folder) => folder.path)).toEqual([['Wörk & Play / 2016'], ['two words']]);
  });

  test('of collections with one name are numbered in the order of their addresses, whatever the server lists first', async () => {
    for (const order of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
    ]) {
      const server = await scripted.server();
      for (const name of order) server.add({ path: `${HOME}${name}/`, name: 'Work' });
      const { folders } = await foldersOf(server);
      const byAddress = Object.fromEntries(folders.map((one) => [one.serverName.slice(-2, -1), one.path[0]]));
      expect(byAddress).toEqual({ a: 'Work', b: 'Work (2)', c: 'Work (3)' });
    }
  });

  test('of what is in a calendar beside events do not take the name of another calendar', async () => {
    const server = await scripted.server();
    const mixed = server.add({ path: `${HOME}a/`, name: 'Work', components: null });
    server.put(mixed, `${HOME}a/1.ics`, calendar('VTODO'));
    server.add({ path: `${HOME}b/`, name: 'Work (tasks)', components: ['VTODO'] });
    const { folders } = await foldersOf(server);
    expect(folders.map((folder) => [folder.path[0], folder.kind])).toEqual([
      ['Work', 'event'],
      ['Work (2) (tasks)', 'task'],
      ['Work (tasks)', 'task'],
    ]);
  });
});

describe('roles', () => {
  test('go to what the server calls the default calendar', async () => {
    const server = await scripted.server();
    server.add({ path: `${HOME}calendar/`, name: 'Calendar' });
    server.add({ path: `${HOME}mine/`, name: 'Mine' });
    const url = `<C:schedule-default-calendar-URL><D:href>${HOME}mine/</D:href></C:schedule-default-calendar-URL>`;
    server.add({ path: `${HOME}inbox/`, name: 'Inbox', extra: url, extraTypes: '<C:schedule-inbox/>' });
    const { folders } = await foldersOf(server);
    expect(folders.map((folder) => [folder.path[0], folder.role])).toEqual([
      ['Calendar', 'plain'],
      ['Mine', 'calendar'],
    ]);
  });

  test('go to what is called as usual, else to the first; a list of tasks comes before a calendar with tasks', async () => {
    const server = await scripted.server();
    const mixed = server.add({ path: `${HOME}a/`, name: 'Alpha', components: null });
    server.put(mixed, `${HOME}a/1.ics`, calendar('VTODO'));
    server.add({ path: `${HOME}b/`, name: 'Personal' });
    server.add({ path: `${HOME}c/`, name: 'Things', components: ['VTODO'] });
    const { folders } = await foldersOf(server);
    expect(folders.map((folder) => [folder.path[0], folder.role])).toEqual([
      ['Alpha', 'plain'],
      ['Alpha (tasks)', 'plain'],
      ['Personal', 'calendar'],
      ['Things', 'tasks'],
    ]);
  });

  test('of contacts go to one address book', async () => {
    const server = await scripted.server();
    server.add({ path: `${HOME}a/`, name: 'Collected', type: 'R:addressbook' });
    server.add({ path: `${HOME}b/`, name: 'Contacts', type: 'R:addressbook' });
    server.add({ path: `${HOME}c/`, name: 'Work' });
    const { folders, leftOut } = await foldersOf(server, 'carddav');
    expect(folders.map((folder) => [folder.path[0], folder.role, folder.kind])).toEqual([
      ['Collected', 'plain', 'contact'],
      ['Contacts', 'contacts', 'contact'],
    ]);
    expect(leftOut).toEqual([]);
  });
});

describe('what is left out', () => {
  test('is named with the reason', async () => {
    const server = await scripted.server();
    const owner = (name: string): string => `<D:owner><D:href>/principals/${name}/</D:href></D:owner>`;
    server.add({ path: `${HOME}a/`, name: 'Mine', extra: owner('ann') });
    server.add({ path: `${HOME}b/`, name: "Ben's", extra: owner('ben') });
    server.add({ path: `${HOME}c/`, name: 'Shared', extraTypes: '<S:shared/>' });
    server.add({ path: `${HOME}d/`, name: 'Holidays', extraTypes: '<S:subscribed/>' });
    server.add({ path: `${HOME}e/`, name: 'Outbox', extraTypes: '<C:schedule-outbox/>' });
    server.add({ path: `${HOME}f/`, name: 'Busy', components: ['VAVAILABILITY'] });
    const { folders, leftOut } = await foldersOf(server);
    expect(folders.map((folder) => folder.path[0])).toEqual(['Mine']);
    expect(leftOut.map(({ path }) => path[0])).toEqual(["Ben's", 'Shared', 'Holidays', 'Outbox', 'Busy']);
    expect(new Set(leftOut.map(({ why }) => why)).size).toBe(4);
  });

  test('is not everything when the server calls our account by another name than the owner', async () => {
    const server = await scripted.server();
    server.add({ path: `${HOME}a/`, name: 'Mine', extra: '<D:owner><D:href>/users/7/</D:href></D:owner>' });
    expect((await foldersOf(server)).folders.map((folder) => folder.path[0])).toEqual(['Mine']);
  });
});

test('a stamp is another one after every change and the same without', async () => {
  const server = await scripted.server();
  const work = server.add({ path: `${HOME}a/`, name: 'Work' });
  const stamps: (string | null | undefined)[] = [];
  for (let index = 0; index < 3; index += 1) {
    stamps.push((await foldersOf(server)).folders[0]?.stamp, (await foldersOf(server)).folders[0]?.stamp);
    server.put(work, `${HOME}a/${index}.ics`, calendar('VEVENT'));
  }
  expect(new Set(stamps).size).toBe(3);
  expect(stamps[0]).toBe(stamps[1]);
});
