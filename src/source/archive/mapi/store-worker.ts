/**
 * The thread that reads one store of Outlook. The reader of the format believes what the file says, and a file can say that it
 * goes in circles for ever: a thread can be ended from outside, whatever it is doing.
 */
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { assert, unreachable } from '../../../base/assert.ts';
import { nameOfDigest } from '../digest-name.ts';
import { kindOfClass, renderItem } from './mapi-item.ts';
import type { MapiStore } from './mapi-store.ts';
import { openPst } from './pst-store.ts';
import type { StoreAnswer, StoreAsk, StoredHead, StorePlace } from './store-asks.ts';
import { TAG } from './tags.ts';

/** Small pieces are sent together. */
const PIECE_BYTES = 256 * 1024;

const place = workerData as StorePlace; // what `StoreClient` starts this with
let store: MapiStore | null = null;
let pieces: Iterator<Buffer> | null = null;

assert(parentPort !== null, 'a store is read in a thread of its own');
const port = parentPort;
port.on('message', (ask: StoreAsk) => port.postMessage(answer(ask), []));

function answer(ask: StoreAsk): StoreAnswer {
  try {
    store ??= openPst(readPlace);
    return answerFrom(store, ask);
  } catch (error) {
    return { is: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function answerFrom(from: MapiStore, ask: StoreAsk): StoreAnswer {
  switch (ask.is) {
    case 'folders':
      return { is: 'folders', folders: from.folders() };
    case 'kinds':
      return { is: 'kinds', kinds: ask.nodes.map((node) => kindAt(from, node)) };
    case 'head':
      return { is: 'head', head: headAt(from, ask.node) };
    case 'open':
      pieces = renderItem(from.item(ask.node), String(ask.node)).chunks[Symbol.iterator]();
      return nextPiece(pieces);
    case 'more':
      assert(pieces !== null, 'what goes on was begun');
      return nextPiece(pieces);
    default:
      return unreachable(ask);
  }
}

/** Null for an item that cannot even say what it is: it is told when it is listed. */
function kindAt(from: MapiStore, node: number): ReturnType<typeof kindOfClass> | null {
  try {
    return kindOfClass(from.item(node).text(TAG.messageClass));
  } catch (error) {
    return error instanceof Error ? null : null;
  }
}

function headAt(from: MapiStore, node: number): StoredHead {
  const { kind, version, receivedAt, chunks } = renderItem(from.item(node), String(node));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for (const chunk of chunks) {
    sizeBytes += chunk.length;
    hash.update(chunk);
  }
  return { kind, version: version ?? nameOfDigest(hash.digest()), sizeBytes, receivedAt };
}

function nextPiece(from: Iterator<Buffer>): StoreAnswer {
  const gathered: Buffer[] = [];
  for (let length = 0; length < PIECE_BYTES; ) {
    const next = from.next();
    if (next.done === true) break;
    gathered.push(next.value);
    length += next.value.length;
  }
  return { is: 'piece', bytes: gathered.length === 0 ? null : Buffer.concat(gathered) };
}

/** A position beyond the file is how a broken store shows. */
function readPlace(buffer: Buffer, length: number, position: number): number {
  if (!(position >= 0 && position <= place.sizeBytes)) throw new Error('it points at something behind its own end');
  return readSync(place.fd, buffer, 0, Math.min(length, place.sizeBytes - position), place.from + position);
}
