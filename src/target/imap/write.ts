/** A write on its way: what is sent for it, and what is given up when the server refuses parts of it. */
import type { Content, Item, TargetRef } from '../../model/item.ts';
import type { Settled, TargetTraits, Write } from '../../model/target.ts';
import type { AppendMessage } from '../../wire/imap/append.ts';
import { type Look, secondOf } from './arrivals.ts';
import { type FlagList, flagsOfVersion, flagsWithoutKeywords } from './flags.ts';

export interface Outgoing {
  readonly item: Item;
  readonly sizeBytes: number;
  readonly hasNul: boolean;
  readonly flags: FlagList;
}

/** NUL decides how the content can be sent. A large one is read for it only where that was not seen while it came. */
export async function outgoingOf({ item }: Write, traits: Pick<TargetTraits, 'keepsKeyword'>): Promise<Outgoing> {
  return {
    item,
    sizeBytes: sizeOf(item.content),
    hasNul: await holdsNul(item.content),
    flags: flagsOfVersion(item.version, (keyword) => traits.keepsKeyword(keyword)),
  };
}

export function withoutKeywords(outgoing: Outgoing, reason: string): Outgoing {
  return { ...outgoing, flags: flagsWithoutKeywords(outgoing.flags, reason) };
}

export function messageOf({ item, sizeBytes, hasNul, flags }: Outgoing): AppendMessage {
  return {
    flags: flags.flags,
    internalDate: item.receivedAt,
    sizeBytes,
    content: item.content.is === 'held' ? item.content.bytes : item.content.open(),
    isBinary: hasNul,
  };
}

export function lookOf({ item, sizeBytes }: Outgoing): Look {
  return { sizeBytes, second: secondOf(item.receivedAt) };
}

export function copied({ item, flags }: Outgoing, target: TargetRef): Settled {
  return { is: 'copied', ref: item.ref, target, losses: flags.losses };
}

export function sizeOf(content: Content): number {
  return content.is === 'held' ? content.bytes.length : content.sizeBytes;
}

/** What the content takes of memory until it is settled: a large one lies in a file. */
export function heldBytesOf(content: Content): number {
  return content.is === 'held' ? content.bytes.length : 0;
}

async function holdsNul(content: Content): Promise<boolean> {
  if (content.is === 'held') return content.bytes.includes(0);
  if (content.hasNul !== undefined) return content.hasNul;
  for await (const chunk of content.open()) if (chunk.includes(0)) return true;
  return false;
}
