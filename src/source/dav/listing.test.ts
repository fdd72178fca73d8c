import { afterEach, describe, expect, test } from 'vitest';
import { calendar, folderOf, listed, ScriptedSources, texts } from '../../../test/dav/scripted-source.ts';

const scripted = new ScriptedSources();
afterEach(() => scripted.endAll());

const WORK = '/dav/ann/work/';

describe('a server that tells what changed', () => {
  test('is asked for everything first, and then for what changed since', async () => {
    const server = await scripted.server();
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    server.put(work, `${WORK}b.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    const first = await listed(source, folder);
    expect(first.names).toEqual(['a.ics', 'b.ics']);
    server.put(work, `${WORK}a.ics`, calendar('VEVENT', 'changed'));
    server.put(work, `${WORK}c.ics`, calendar('VEVENT'));
    server.remove(work, `${WORK}b.ics`);
    const second = await listed(source, folder, first);
    expect(second).toMatchObject({ names: ['a.ics', 'c.ics'], gone: ['b.ics'] });
    expect(await listed(source, folder, { ...second, refs: first.refs })).toMatchObject({ names: [], gone: [] });
  });

  test('in parts is asked until it has said everything', async () => {
    const server = await scripted.server({ syncPartMax: 3 });
    const work = server.add({ path: WORK });
    for (let index = 0; index < 10; index += 1) server.put(work, `${WORK}${index}.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    expect((await listed(source, folder)).names).toHaveLength(10);
    expect(server.count(/^REPORT .*sync-collection/)).toBe(4);
  });

  test('in parts without getting further stops the folder and no other', async () => {
    const server = await scripted.server({ syncPartMax: 0 });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    const stuck = listed(source, folder, { next: 'token token:0' as never, refs: [] }); // a cursor of this source
    await expect(stuck).rejects.toMatchObject({ code: 'source.folder-refused' });
  });

  test('and forgot the token lists everything anew, and what is gone is found among what is known', async () => {
    const server = await scripted.server();
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    server.put(work, `${WORK}b.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    const first = await listed(source, folder);
    server.remove(work, `${WORK}a.ics`);
    server.firstToken = 3;
    const second = await listed(source, folder, first);
    expect(second).toMatchObject({ names: ['b.ics'], gone: ['a.ics'] });
    expect(second.pages.some((page) => page.renumbered)).toBe(false);
  });

  test('without sizes and dates is asked for them plainly', async () => {
    const server = await scripted.server({
      intercept: ({ method, body }) => {
        Object.assign(server.options, { sizes: !(method === 'REPORT' && body.includes('sync-collection')) });
        return false;
      },
    });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const [page] = (await listed(source, await folderOf(source))).pages;
    expect(page?.heads[0]).toMatchObject({
      sizeBytes: calendar('VEVENT').length,
      receivedAt: Date.UTC(2020, 0, 1, 0, 0, 1),
    });
  });
});

describe('a server that cannot tell what changed', () => {
  test('gives its list again, and only when its tag is another one', async () => {
    const server = await scripted.server({ sync: false });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    server.put(work, `${WORK}b.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    const first = await listed(source, folder);
    expect(first.names).toEqual(['a.ics', 'b.ics']);
    expect((await listed(source, folder, first)).names).toEqual([]);
    server.remove(work, `${WORK}a.ics`);
    expect(await listed(source, folder, first)).toMatchObject({ names: ['b.ics'], gone: ['a.ics'] });
  });

  test('and has no tag either gives its list every time', async () => {
    const server = await scripted.server({ sync: false, ctag: false });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    expect(folder.stamp).toBeNull();
    const first = await listed(source, folder);
    expect((await listed(source, folder, first)).names).toEqual(['a.ics']);
  });

  test('although it has tokens is asked for its list', async () => {
    const server = await scripted.server({
      intercept: ({ method, body }, response) => {
        const isSync = method === 'REPORT' && body.includes('sync-collection');
        if (isSync) response.writeHead(501).end();
        return isSync;
      },
    });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    expect((await listed(source, await folderOf(source))).names).toEqual(['a.ics']);
  });

  test('and gives no tags of resources either: a changed text is a new version, an unchanged one is not', async () => {
    const server = await scripted.server({ sync: false, ctag: false, etags: false });
    const work = server.add({ path: WORK });
    server.put(work, `${WORK}a.ics`, calendar('VEVENT'));
    server.put(work, `${WORK}b.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folder = await folderOf(source);
    const first = await listed(source, folder);
    server.put(work, `${WORK}b.ics`, calendar('VEVENT', 'changed'));
    const second = await listed(source, folder, first);
    expect(second.versions[0]).toBe(first.versions[0]);
    expect(second.versions[1]).not.toBe(first.versions[1]);
  });
});

describe('a calendar that holds several kinds', () => {
  const mixed = async (query: 'works' | 'ignores the filter' | 'is refused') => {
    const server = await scripted.server({ query });
    const work = server.add({ path: WORK, name: 'Work', components: null });
    server.put(work, `${WORK}event.ics`, calendar('VEVENT'));
    server.put(work, `${WORK}task.ics`, calendar('VTODO'));
    server.put(work, `${WORK}note.ics`, calendar('VJOURNAL'));
    return { server, work, source: await scripted.source(server) };
  };

  test.each(['works', 'ignores the filter', 'is refused'] as const)(
    'gives each kind a folder of its own where a query %s',
    async (query) => {
      const { source } = await mixed(query);
      const events = await folderOf(source, 'Work');
      const tasks = await folderOf(source, 'Work (tasks)');
      const notes = await folderOf(source, 'Work (notes)');
      expect([events.kind, tasks.kind, notes.kind]).toEqual(['event', 'task', 'note']);
      expect((await listed(source, events)).names).toEqual(['event.ics']);
      expect((await listed(source, tasks)).names).toEqual(['task.ics']);
      expect((await listed(source, notes)).names).toEqual(['note.ics']);
    },
  );

  test('gives what is new to the folder of its kind, without a look at the folders in between', async () => {
    const { server, work, source } = await mixed('works');
    const [events, tasks] = [await folderOf(source, 'Work'), await folderOf(source, 'Work (tasks)')];
    const [oldEvents, oldTasks] = [await listed(source, events), await listed(source, tasks)];
    server.put(work, `${WORK}task2.ics`, calendar('VTODO'));
    server.put(work, `${WORK}event2.ics`, calendar('VEVENT'));
    server.remove(work, `${WORK}task.ics`);
    expect(await listed(source, events, oldEvents)).toMatchObject({ names: ['event2.ics'], gone: [] });
    expect(await listed(source, tasks, oldTasks)).toMatchObject({ names: ['task2.ics'], gone: ['task.ics'] });
  });

  test('moves what becomes another kind from one folder to the other', async () => {
    const { server, work, source } = await mixed('works');
    const [events, tasks] = [await folderOf(source, 'Work'), await folderOf(source, 'Work (tasks)')];
    const [oldEvents, oldTasks] = [await listed(source, events), await listed(source, tasks)];
    server.put(work, `${WORK}event.ics`, calendar('VTODO'));
    expect(await texts(source, events, oldEvents.refs)).toEqual({});
    expect(await listed(source, events, oldEvents)).toMatchObject({ names: [], gone: ['event.ics'] });
    expect(await listed(source, tasks, oldTasks)).toMatchObject({ names: ['event.ics'], gone: [] });
  });

  test('has no folder for what it could hold and does not', async () => {
    const server = await scripted.server();
    const work = server.add({ path: WORK, name: 'Work', components: null });
    server.put(work, `${WORK}event.ics`, calendar('VEVENT'));
    const source = await scripted.source(server);
    const folders = await source.folders(new AbortController().signal);
    expect(folders.map((folder) => folder.path)).toEqual([['Work']]);
  });
});
