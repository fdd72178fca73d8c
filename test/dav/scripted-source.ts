/** A source on a scripted DAV server, and what tests ask of it. What was opened ends with `endAll`. */
import { tmpdir } from 'node:os';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import type { SourceFolder } from '../../src/model/folder.ts';
import type { Cursor, Item, SourceRef } from '../../src/model/item.ts';
import type { Page, Source, Unreadable } from '../../src/model/source.ts';
import { openCaldavSource } from '../../src/source/caldav.ts';
import { openCarddavSource } from '../../src/source/carddav.ts';
import type { DavSourceOptions } from '../../src/source/dav/session.ts';
import { all, never } from '../contract/contract.ts';
import { ScriptedDav, type ScriptedOptions } from './scripted-server.ts';

export class ScriptedSources {
  readonly #closing: (() => Promise<void>)[] = [];

  async server(options: ScriptedOptions = {}): Promise<ScriptedDav> {
    const server = await new ScriptedDav(options).start();
    this.#closing.push(() => server.stop());
    return server;
  }

  async source(
    server: ScriptedDav,
    service: 'caldav' | 'carddav' = 'caldav',
    more: Partial<DavSourceOptions> = {},
  ): Promise<Source> {
    const open = service === 'caldav' ? openCaldavSource : openCarddavSource;
    const source = await open({ ...optionsFor(server.url), ...more }, never());
    this.#closing.push(() => source.close());
    return source;
  }

  async endAll(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}

/** Pauses are short, since the time of these tests is real. */
export function optionsFor(base: URL): DavSourceOptions {
  return {
    base,
    credentials: { user: 'ann', secret: new Secret('pw'), mechanism: 'basic' },
    ca: [],
    allowInsecureLoopback: true,
    clock: systemClock,
    random: seededRandom(1),
    spoolFolder: tmpdir(),
    limits: { pauseMsMin: 5, pauseMsMax: 20 },
  };
}

/** The only folder, or the one of that name. */
export async function folderOf(source: Source, name?: string): Promise<SourceFolder> {
  const folders = await source.folders(never());
  const found = name === undefined ? folders[0] : folders.find((folder) => folder.path[0] === name);
  if (found === undefined) throw new Error(`no folder ${name} among ${folders.map((one) => one.path[0]).join(', ')}`);
  return found;
}

export interface Listed {
  /** The last part of each ref, sorted. */
  readonly names: readonly string[];
  readonly refs: readonly SourceRef[];
  readonly versions: readonly string[];
  readonly gone: readonly string[];
  readonly next: Cursor | null;
  readonly pages: readonly Page[];
}

export async function listed(
  source: Source,
  folder: SourceFolder,
  before: Pick<Listed, 'next' | 'refs'> = { next: null, refs: [] },
): Promise<Listed> {
  async function* known(): AsyncGenerator<readonly SourceRef[]> {
    yield before.refs;
  }
  const pages = await all(source.list(folder, { cursor: before.next, known }, never()));
  const heads = pages.flatMap((page) => page.heads);
  return {
    names: heads.map((head) => nameOf(head.ref)).sort(),
    refs: heads.map((head) => head.ref),
    versions: heads.map((head) => head.version),
    gone: pages
      .flatMap((page) => page.gone)
      .map(nameOf)
      .sort(),
    next: pages.at(-1)?.next ?? null,
    pages,
  };
}

/** By the last part of the ref: the text, or why it cannot be read. */
export async function texts(
  source: Source,
  folder: SourceFolder,
  refs: readonly SourceRef[],
): Promise<Readonly<Record<string, string>>> {
  const items = await all(source.read(folder, refs, never()));
  return Object.fromEntries(items.map((item) => [nameOf(item.ref), textOf(item)]));
}

function textOf(item: Item | Unreadable): string {
  if ('unreadable' in item) return `unreadable: ${item.unreadable}`;
  return item.content.is === 'held' ? item.content.bytes.toString('utf8') : `${item.content.sizeBytes} bytes`;
}

function nameOf(ref: SourceRef): string {
  return ref.split('/').at(-1) ?? '';
}

/** One component in a calendar. */
export function calendar(component: string, summary = 'here'): string {
  const lines = ['BEGIN:VCALENDAR', `BEGIN:${component}`, `SUMMARY:${summary}`, `END:${component}`, 'END:VCALENDAR'];
  return lines.map((line) => `${line}\r\n`).join('');
}
