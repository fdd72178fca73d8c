/** The items of one folder of an archive. Nothing is remembered between calls but where files were seen last. */
import { readdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { limiter } from '../../base/limiter.ts';
import { PAGE_ITEMS_MAX } from '../../base/limits.ts';
import { fileName, type ItemName, itemRef, readFileName } from '../../content/archive-names.ts';
import type { TargetFolder } from '../../model/folder.ts';
import { type Marker, messageState, messageVersion, type TargetRef } from '../../model/item.ts';
import type { Change, Doubt, FoundHead, FoundItem, Settled, Write } from '../../model/target.ts';
import { itemsFolder } from './folders.ts';
import { appendLines, readKeywords } from './manifest.ts';
import { fileContent, fileDigest, writeWhole } from './write-file.ts';

/** Files written at once: each waits for the disk. */
const WRITES_MAX = 8;

export class ArchiveItems {
  readonly #root: string;
  /** The names of the files in the folder that was looked through last. */
  #seen: { readonly serverName: string; readonly byRef: ReadonlyMap<TargetRef, string> } | null = null;

  constructor(root: string) {
    this.#root = root;
  }

  /** See `Target.put`. */
  async *put(
    folder: TargetFolder,
    writes: AsyncIterable<Write>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Settled[]> {
    const limit = limiter(WRITES_MAX);
    const settled: Settled[] = [];
    const failures: unknown[] = [];
    for await (const write of writes) {
      signal.throwIfAborted();
      limit
        .run(async () => void settled.push(await this.#write(folder, write)))
        .catch((error: unknown) => failures.push(error));
      await limit.room();
      if (settled.length > 0) yield settled.splice(0);
      if (failures.length > 0) break;
    }
    await limit.idle();
    if (settled.length > 0) yield settled;
    signal.throwIfAborted();
    if (failures.length > 0) throw failures[0];
  }

  async #write(folder: TargetFolder, { item, marker }: Write): Promise<Settled> {
    const { ref, kind, content, receivedAt, version } = item;
    const isMessage = folder.kind === 'message';
    const { flags, keywords } = isMessage ? messageState(version) : messageState('');
    const sizeBytes = content.is === 'held' ? content.bytes.length : content.sizeBytes;
    const target = itemRef(marker, receivedAt, sizeBytes);
    const place = join(this.#root, folder.serverName);
    const final = join(itemsFolder(this.#root, folder), fileName(folder.kind, target, flags));
    await writeWhole(content, { draft: join(place, 'tmp', target), final }, (sha256) =>
      appendLines(place, [{ ref: target, kind, sha256, keywords }]),
    );
    // What lists a Maildir shows the time of the file.
    if (isMessage) await utimes(final, receivedAt / 1000, receivedAt / 1000);
    return { is: 'copied', ref, target, losses: [] };
  }

  async find(folder: TargetFolder, doubts: readonly Doubt[]): Promise<ReadonlyMap<Marker, readonly TargetRef[]>> {
    const asked = new Set(doubts.map(({ marker }) => marker));
    const found = new Map<Marker, TargetRef[]>();
    for (const { marker, ref } of (await this.#lookThrough(folder)).names) {
      if (asked.has(marker)) found.set(marker, [...(found.get(marker) ?? []), ref]);
    }
    return found;
  }

  async *list(folder: TargetFolder): AsyncGenerator<readonly FoundHead[]> {
    const { names } = await this.#lookThrough(folder);
    const keywords = folder.kind === 'message' ? await readKeywords(join(this.#root, folder.serverName)) : null;
    for (let from = 0; from < names.length; from += PAGE_ITEMS_MAX) {
      yield names.slice(from, from + PAGE_ITEMS_MAX).map(({ ref, marker, sizeBytes, receivedAt, flags }) => {
        const version = keywords === null ? '' : messageVersion({ flags, keywords: keywords.get(ref) ?? [] });
        return { target: ref, marker, sizeBytes, receivedAt, version };
      });
    }
  }

  async *read(folder: TargetFolder, refs: readonly TargetRef[]): AsyncGenerator<FoundItem> {
    for (const target of refs) {
      const content = await this.#withFile(folder, target, fileContent);
      yield content === null ? { target, content, why: 'it is not there' } : { target, content, why: null };
    }
  }

  /** See `Target.update`. The name of a message holds its flags. */
  async update(folder: TargetFolder, changes: readonly Change[]): Promise<readonly Settled[]> {
    const settled: Settled[] = [];
    for (const { ref, target, version } of changes) {
      const { flags, keywords } = messageState(version);
      const next = join(itemsFolder(this.#root, folder), fileName(folder.kind, target, flags));
      const done = await this.#withFile(folder, target, async (path) => {
        const line = { ref: target, kind: 'message', sha256: null, keywords } as const;
        await appendLines(join(this.#root, folder.serverName), [line]);
        await rename(path, next);
        return true;
      });
      settled.push(
        done === true
          ? { is: 'copied', ref, target, losses: [] }
          : { is: 'failed', ref, problem: { code: 'proof.missing', facts: {} } },
      );
    }
    this.#seen = null;
    return settled;
  }

  async move(
    from: TargetFolder,
    to: TargetFolder,
    refs: readonly TargetRef[],
  ): Promise<ReadonlyMap<TargetRef, TargetRef>> {
    const moved = new Map<TargetRef, TargetRef>();
    const keywords = await readKeywords(join(this.#root, from.serverName));
    for (const ref of refs) {
      const done = await this.#withFile(from, ref, async (path, name) => {
        const sha256 = (await fileDigest(path)).toString('hex');
        const line = { ref, kind: to.kind, sha256, keywords: keywords.get(ref) ?? [] };
        await appendLines(join(this.#root, to.serverName), [line]);
        await rename(path, join(itemsFolder(this.#root, to), name));
        return true;
      });
      if (done === true) moved.set(ref, ref);
    }
    this.#seen = null;
    return moved;
  }

  async remove(folder: TargetFolder, refs: readonly TargetRef[]): Promise<void> {
    for (const ref of refs) await this.#withFile(folder, ref, (path) => rm(path, { force: true }));
    this.#seen = null;
  }

  /** Null when there is no such file. Other programs that look at a Maildir may rename files: then it is looked for again. */
  async #withFile<T>(
    folder: TargetFolder,
    ref: TargetRef,
    act: (path: string, name: string) => Promise<T>,
  ): Promise<T | null> {
    const known = this.#seen?.serverName === folder.serverName ? this.#seen.byRef : null;
    for (const look of known === null ? ['anew'] : ['as known', 'anew']) {
      const byRef = look === 'as known' ? known : (await this.#lookThrough(folder)).byRef;
      const name = byRef?.get(ref);
      if (name === undefined) continue;
      try {
        return await act(join(itemsFolder(this.#root, folder), name), name);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
    return null;
  }

  async #lookThrough(
    folder: TargetFolder,
  ): Promise<{ readonly names: readonly ItemName[]; readonly byRef: ReadonlyMap<TargetRef, string> }> {
    const names: ItemName[] = [];
    const byRef = new Map<TargetRef, string>();
    for (const name of await readdir(itemsFolder(this.#root, folder))) {
      const item = readFileName(name);
      if (item === null) continue;
      names.push(item);
      byRef.set(item.ref, name);
    }
    this.#seen = { serverName: folder.serverName, byRef };
    return { names, byRef };
  }
}
