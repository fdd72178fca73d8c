/** A small mailbox that was copied from memory to memory, to be damaged and verified. */
import { type Instant, instant } from '../../src/base/clock.ts';
import { markersOf } from '../../src/copy/marker.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { SourceRef, TargetRef } from '../../src/model/item.ts';
import type { Source } from '../../src/model/source.ts';
import type { Target } from '../../src/model/target.ts';
import { memorySource } from '../../src/source/memory.ts';
import { type MemoryTargetOptions, memoryTarget } from '../../src/target/memory.ts';
import type { MailboxProof } from '../../src/verify/mailbox-proof.ts';
import { type VerifyDeps, verifyMailbox } from '../../src/verify/verify-mailbox.ts';
import { newWorld, runOnce, type World } from '../engine/world.ts';
import { rebuild } from '../mime/rebuild.ts';

export const INBOX: FolderPath = ['INBOX'];
export const MAILS = 12;

/** A mail with every part that damage is done to; no two are alike. */
export function mailText(number: number): string {
  return [
    `Message-ID: <mail-${number}@example.com>`,
    'From: Ann Example <ann@example.com>',
    'To: bob@example.net, carol@example.net',
    `Subject: Report number ${number}`,
    `Date: Tue, 0${(number % 9) + 1} Jan 2019 10:00:00 +0000`,
    'Content-Type: multipart/mixed; boundary=cut',
    '',
    '--cut',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `The figures of week ${number} are attached.`,
    '--cut',
    'Content-Type: application/pdf; name="figures.pdf"',
    'Content-Disposition: attachment; filename="figures.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`%PDF of week ${number}`.repeat(5)).toString('base64'),
    '--cut--',
    '',
  ].join('\r\n');
}

/** When the mail with that number was received. */
export const receivedAt = (number: number): Instant => instant(Date.UTC(2019, 0, number + 1, 8, 30, 15));

/** A mailbox whose copy is complete and not proven yet. */
export async function copiedWorld(options: { target?: MemoryTargetOptions } = {}): Promise<World> {
  const world = newWorld();
  world.source.addFolder(INBOX, 'inbox');
  for (let number = 0; number < MAILS; number += 1) {
    const keywords = ['Customers'];
    world.source.add(INBOX, {
      bytes: Buffer.from(mailText(number)),
      receivedAt: receivedAt(number),
      flags: ['seen'],
      keywords,
    });
  }
  await runOnce(world, { target: options.target ?? {} });
  return world;
}

export interface Verifying {
  readonly scope?: 'unproven' | 'all';
  readonly target?: MemoryTargetOptions;
  readonly wrapTarget?: (target: Target) => Target;
  readonly wrapSource?: (source: Source) => Source;
  readonly deps?: Partial<VerifyDeps>;
}

export async function verified(world: World, options: Verifying = {}): Promise<MailboxProof> {
  const target = memoryTarget(world.target, options.target ?? {});
  const source = memorySource(world.source);
  return verifyMailbox({
    ledger: world.ledger,
    source: options.wrapSource?.(source) ?? source,
    target: options.wrapTarget?.(target) ?? target,
    markerOf: markersOf('user@memory-source'),
    watch: () => undefined,
    clock: world.clock,
    signal: new AbortController().signal,
    scope: options.scope ?? 'unproven',
    showsHeaders: true,
    ...options.deps,
  });
}

/** The target's copy of the mail with that number, to be damaged. */
export function copyOf(
  world: World,
  number: number,
): [TargetRef, ReturnType<World['target']['items']> extends Map<TargetRef, infer Item> ? Item : never] {
  const found = [...world.target.items(INBOX)].find(([, { receivedAt: at }]) => at === receivedAt(number));
  if (found === undefined) throw new Error(`no copy of mail ${number}`);
  return found;
}

export function replaceText(world: World, number: number, find: string | RegExp, by: string): void {
  const [ref, item] = copyOf(world, number);
  const text = item.bytes.toString('latin1').replace(find, by);
  if (text === item.bytes.toString('latin1')) throw new Error(`mail ${number} does not hold ${find}`);
  world.target.items(INBOX).set(ref, { ...item, bytes: Buffer.from(text, 'latin1') });
}

/** A target that gives back what Exchange would. */
export function rebuilding(target: Target): Target {
  return {
    ...target,
    async *read(folder, refs, signal) {
      for await (const item of target.read(folder, refs, signal)) {
        if (item.content?.is !== 'held') throw new Error('a memory mailbox holds its content');
        const bytes = rebuild(item.content.bytes);
        yield { ...item, content: bytes === null ? null : { is: 'held', bytes } };
      }
    },
  };
}

/** Its name in the source. */
export async function refOf(world: World, number: number): Promise<SourceRef> {
  for await (const page of world.ledger.entries(INBOX, ['copied', 'verified'])) {
    const entry = page.find(({ receivedAt: at }) => at === receivedAt(number));
    if (entry !== undefined) return entry.ref;
  }
  throw new Error(`no entry of mail ${number}`);
}
