/** The stores of an archive: each opened once, its folders as folders and its items one by one. */
import type { Clock } from '../../../base/clock.ts';
import { contentWriter } from '../../../base/spool.ts';
import type { FolderPath } from '../../../model/folder.ts';
import type { Content, FolderKind } from '../../../model/item.ts';
import { ArchiveError } from '../archive-error.ts';
import type { Bytes } from '../bytes.ts';
import type { BrokenItem, Format, FoundItem } from '../format.ts';
import type { ArchiveFile } from '../tree.ts';
import type { StoreFolder } from './mapi-store.ts';
import { StoreClient } from './store-client.ts';

/** A folder of a store, for items of one kind. */
export interface StoredFolder {
  readonly path: FolderPath;
  readonly kind: FolderKind;
  readonly format: Format;
  readonly itemsCount: number;
}

export interface SurveyedStore {
  readonly folders: readonly StoredFolder[];
  /** What could not be listed, by folder. */
  readonly trouble: readonly { readonly path: FolderPath; readonly why: string }[];
}

export interface StoreDeps {
  readonly spoolFolder: string;
  readonly clock: Clock;
  /** How long an answer may take; for tests. */
  readonly answerMs?: number;
}

/** Items whose kinds are asked for at once. */
const KINDS_AT_ONCE = 500;

interface Opened {
  readonly stamp: string;
  readonly bytes: Bytes;
  readonly client: StoreClient;
  readonly surveyed: Promise<SurveyedStore>;
}

export class Stores {
  readonly #deps: StoreDeps;
  readonly #opened = new Map<string, Opened>();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
  }

  /** The folders of the store as it is now. Fails with an `ArchiveError` when it cannot be read at all. */
  async open(file: ArchiveFile, signal: AbortSignal): Promise<SurveyedStore> {
    const key = file.path.join('/');
    const before = this.#opened.get(key);
    if (before?.stamp === file.stamp) return before.surveyed;
    await before?.client.close();
    await before?.bytes.close();
    const bytes = await file.open(signal);
    const client = new StoreClient(
      { ...bytes.place, sizeBytes: bytes.sizeBytes },
      this.#deps.clock,
      this.#deps.answerMs,
    );
    const surveyed = this.#survey(client, signal);
    this.#opened.set(key, { stamp: file.stamp, bytes, client, surveyed });
    return surveyed;
  }

  async close(): Promise<void> {
    for (const { client, bytes } of this.#opened.values()) {
      await client.close();
      await bytes.close();
    }
    this.#opened.clear();
  }

  async #survey(client: StoreClient, signal: AbortSignal): Promise<SurveyedStore> {
    const { folders } = await client.alone(() => client.ask({ is: 'folders' }, 'folders', signal));
    const found: StoredFolder[] = [];
    for (const folder of folders) {
      for (const [kind, nodes] of await nodesByKind(client, folder, signal)) {
        found.push({ path: folder.path, kind, format: this.#formatOf(client, kind, nodes), itemsCount: nodes.length });
      }
    }
    const trouble = folders.flatMap(({ path, trouble: why }) => (why === null ? [] : [{ path, why }]));
    return { folders: found, trouble };
  }

  #formatOf(client: StoreClient, kind: FolderKind, nodes: readonly number[]): Format {
    const { spoolFolder } = this.#deps;
    const known = new Set(nodes);
    return {
      async *items(_open, signal) {
        for (const node of nodes) yield await headOf(client, node, kind, spoolFolder, signal);
      },
      async *find(_open, locals, signal) {
        for (const local of locals) {
          const node = Number(local);
          const found = known.has(node) ? await headOf(client, node, kind, spoolFolder, signal) : null;
          if (found?.is === 'item') yield found;
        }
      },
    };
  }
}

/** A folder that is made for a kind is of that kind also while it is empty; only empty folders of mail are worth keeping. */
async function nodesByKind(
  client: StoreClient,
  { nodes, path, containerClass }: StoreFolder,
  signal: AbortSignal,
): Promise<ReadonlyMap<FolderKind, readonly number[]>> {
  const byKind = new Map<FolderKind, number[]>();
  for (let from = 0; from < nodes.length; from += KINDS_AT_ONCE) {
    const some = nodes.slice(from, from + KINDS_AT_ONCE);
    const { kinds } = await client.alone(() => client.ask({ is: 'kinds', nodes: some }, 'kinds', signal));
    for (const [at, node] of some.entries()) {
      const kind = kinds[at] ?? 'message';
      const folderKind = kind === 'contact-group' ? 'contact' : kind;
      byKind.set(folderKind, [...(byKind.get(folderKind) ?? []), node]);
    }
  }
  const isMail = /^(?:IPF\.Note)?$/i.test(containerClass);
  if (byKind.size === 0 && isMail && path.length > 0) byKind.set('message', []);
  return byKind;
}

async function headOf(
  client: StoreClient,
  node: number,
  kind: FolderKind,
  spoolFolder: string,
  signal: AbortSignal,
): Promise<FoundItem | BrokenItem> {
  try {
    const { head } = await client.alone(() => client.ask({ is: 'head', node }, 'head', signal));
    return {
      is: 'item',
      local: String(node),
      ...head,
      content: (during) => contentAt(client, node, spoolFolder, during),
    };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { is: 'broken', kind, sizeBytes: 0, reason: `node ${node}: ${error.message}` };
  }
}

function contentAt(client: StoreClient, node: number, spoolFolder: string, signal: AbortSignal): Promise<Content> {
  return client.alone(async () => {
    const writer = contentWriter(spoolFolder);
    try {
      for (let ask: 'open' | 'more' = 'open'; ; ask = 'more') {
        const question = ask === 'open' ? ({ is: 'open', node } as const) : ({ is: 'more' } as const);
        const { bytes } = await client.ask(question, 'piece', signal);
        if (bytes === null) return await writer.end();
        await writer.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      }
    } catch (error) {
      await writer.discard();
      throw error;
    }
  });
}
