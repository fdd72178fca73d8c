import { afterEach, describe, expect, test } from 'vitest';
import { multistatusOf, rowOf, type ScriptedDav, type ScriptedOptions } from '../../../test/dav/scripted-server.ts';
import { calendar, folderOf, listed, ScriptedSources, texts } from '../../../test/dav/scripted-source.ts';
import type { SourceRef } from '../../model/item.ts';

const scripted = new ScriptedSources();
afterEach(() => scripted.endAll());

const WORK = '/dav/ann/work/';
const TEXT = calendar('VEVENT');

async function filled(names: readonly string[], options: ScriptedOptions = {}) {
  const server = await scripted.server(options);
  const work = server.add({ path: WORK });
  for (const name of names) server.put(work, `${WORK}${name}`, TEXT);
  const source = await scripted.source(server);
  return { server, work, source, folder: await folderOf(source) };
}

function gets(server: ScriptedDav): number {
  return server.count(/^GET /);
}

describe('many items', () => {
  test('come in batches', async () => {
    const names = Array.from({ length: 250 }, (_none, index) => `${index}.ics`);
    const { server, source, folder } = await filled(names);
    const { refs } = await listed(source, folder);
    expect(Object.values(await texts(source, folder, refs))).toEqual(names.map(() => TEXT));
    expect(server.count(/multiget/)).toBe(3);
    expect(gets(server)).toBe(0);
  });

  test.each([403, 405, 501])(
    'come one by one where a multiget is answered with %i, which is asked once',
    async (status) => {
      const names = Array.from({ length: 150 }, (_none, index) => `${index}.ics`);
      const { server, source, folder } = await filled(names, { multigetStatus: status });
      const { refs } = await listed(source, folder);
      expect(Object.values(await texts(source, folder, refs))).toEqual(names.map(() => TEXT));
      expect(server.count(/multiget/)).toBeLessThanOrEqual(2);
      expect(gets(server)).toBe(150);
    },
  );

  test('that are too large together come in smaller batches', async () => {
    const { server, work, source, folder } = await filled([]);
    const large = calendar('VEVENT', 'x'.repeat(1_500_000));
    for (let index = 0; index < 16; index += 1) server.put(work, `${WORK}${index}.ics`, large);
    const { refs } = await listed(source, folder);
    const found = await texts(source, folder, refs);
    expect(Object.values(found).every((text) => text === large)).toBe(true);
    expect(Object.keys(found)).toHaveLength(16);
    expect(server.count(/multiget/)).toBe(3);
  });

  test('of which the server leaves one out, refuses one and has lost one', async () => {
    const { server, source, folder } = await filled(['here.ics', 'left.ics', 'locked.ics', 'lost.ics'], {
      intercept: ({ method, path, body }, response) => {
        if (method === 'GET' && path.endsWith('locked.ics')) response.writeHead(403).end('it is locked');
        else if (body.includes('multiget')) {
          const etag = '<D:getetag>"1"</D:getetag>';
          const here = rowOf(`${WORK}here.ics`, `${etag}<C:calendar-data>${TEXT}</C:calendar-data>`);
          const status = (name: string, line: string): string =>
            `<D:response><D:href>${WORK}${name}</D:href><D:status>HTTP/1.1 ${line}</D:status></D:response>`;
          response
            .writeHead(207)
            .end(multistatusOf(here + status('locked.ics', '403 No') + status('lost.ics', '404 No')));
        } else return false;
        return true;
      },
    });
    const { refs } = await listed(source, folder);
    expect(await texts(source, folder, refs)).toEqual({
      'here.ics': TEXT,
      'left.ics': TEXT,
      'locked.ics': 'unreadable: GET was answered with HTTP 403 (it is locked)',
    });
    expect(gets(server)).toBe(2);
  });
});

describe('one item', () => {
  test('with characters that XML cannot carry comes as its very bytes', async () => {
    const odd = calendar('VEVENT', 'bell \u0007 rings');
    const { server, work, source, folder } = await filled(['plain.ics']);
    server.put(work, `${WORK}odd.ics`, odd);
    const { refs } = await listed(source, folder);
    expect(await texts(source, folder, refs)).toEqual({ 'plain.ics': TEXT, 'odd.ics': odd });
  });

  test('keeps its line ends, which XML takes away', async () => {
    const { source, folder } = await filled(['a.ics', 'b.ics'], {
      intercept: ({ body }, response) => {
        if (!body.includes('multiget')) return false;
        const row = (name: string): string =>
          rowOf(`${WORK}${name}`, `<D:getetag>"1"</D:getetag><C:calendar-data>${TEXT}</C:calendar-data>`);
        response.writeHead(207).end(multistatusOf(row('a.ics') + row('b.ics')));
        return true;
      },
    });
    const { refs } = await listed(source, folder);
    expect(await texts(source, folder, refs)).toEqual({ 'a.ics': TEXT, 'b.ics': TEXT });
  });

  test('of which the server sends nothing is unreadable', async () => {
    const { server, work, source, folder } = await filled([]);
    server.put(work, `${WORK}empty.ics`, '');
    const { refs } = await listed(source, folder);
    expect(await texts(source, folder, refs)).toEqual({ 'empty.ics': 'unreadable: the server sends nothing of it' });
  });

  test('whose name needs encoding is asked for under the name that the server gave it', async () => {
    const names = ['a%40b.ics', 'a@c.ics', 'blank%20.ics', 'lower%c3%a9.ics', 'plus+.ics', 'and&.ics'];
    const { server, source, folder } = await filled(names);
    const { refs } = await listed(source, folder);
    expect([...refs].sort()).toEqual(names.map((name) => `${WORK}${name}`).sort());
    for (const ref of refs) expect(Object.keys(await texts(source, folder, [ref]))).toHaveLength(1);
    const asked = server.asked.filter(({ method }) => method === 'GET').map(({ path }) => path);
    expect(asked.sort()).toEqual(names.map((name) => `${WORK}${name}`).sort());
  });
});

describe('addresses that lead elsewhere', () => {
  const HOSTILE = [
    'https://elsewhere.example/dav/ann/work/x.ics',
    '//elsewhere.example/x.ics',
    '/dav/ann/work/../other/x.ics',
    '/dav/ann/work/%2e%2E/other/x.ics',
    '/dav/ben/x.ics',
    `${WORK}${'x'.repeat(5000)}.ics`,
    'file:///etc/passwd',
  ];

  test('are named as unreadable and never asked for', async () => {
    const { server, source, folder } = await filled(['good.ics'], {
      sync: false,
      intercept: ({ method, path, depth }, response) => {
        if (method !== 'PROPFIND' || path !== WORK || depth !== '1') return false;
        const rows = [`${WORK}good.ics`, ...HOSTILE].map((href) => rowOf(href, '<D:getetag>"1"</D:getetag>'));
        response.writeHead(207).end(multistatusOf(rows.join('')));
        return true;
      },
    });
    const { refs } = await listed(source, folder);
    expect(refs).toHaveLength(1 + HOSTILE.length);
    const before = server.asked.length;
    const found: Record<string, string> = {};
    for (const ref of refs) Object.assign(found, { [ref]: Object.values(await texts(source, folder, [ref]))[0] });
    const [good, ...others] = Object.entries(found);
    expect(good).toEqual([`${WORK}good.ics`, TEXT]);
    expect(others.every(([, text]) => text.startsWith('unreadable: its address is not asked for: '))).toBe(true);
    expect(server.asked.slice(before).map(({ path }) => path)).toEqual([`${WORK}good.ics`]);
  });

  test('that nobody listed are refused all the same', async () => {
    const { server, source, folder } = await filled([]);
    const before = server.asked.length;
    const refs = ['/dav/ann/work/../../etc/passwd' as SourceRef]; // what a damaged ledger could hold
    expect(Object.values(await texts(source, folder, refs))[0]).toContain('it climbs out of its folder');
    expect(server.asked).toHaveLength(before);
  });
});
