/**
 * The container around the FastTransfer bytes of an item, as Exchange gives it out and takes it in: frames of an operation
 * code, a length and so many bytes. Read off the blobs that Microsoft publishes with UploadItems and importItem.
 */
import type { Bytes } from '../request-body.ts';
import { TransferError } from './walk.ts';

const CONFIG = 1;
const TRANSFER = 2;
const INTERFACE = 3;
const PARTNER = 4;
const HEAD_BYTES = 8;
/** The most that one frame of a published blob holds. */
const FRAME_BYTES_MAX = 31_680;
/** Frames of one item. 160 MB take five thousand. */
const FRAMES_MAX = 100_000;

/** What stands before the first transfer frame: plain configuration, the interface IMessage, and a server's version. */
const PRELUDE: Buffer = Buffer.concat([
  frame(CONFIG, Buffer.from('0000000001000000', 'hex')),
  frame(INTERFACE, Buffer.from('0100000007030200000000 00c00000000000004600240080'.replaceAll(' ', ''), 'hex')),
  frame(PARTNER, Buffer.from('140fd6918617', 'hex')),
]);

/** The item of these FastTransfer bytes. Its length is known before it is opened. */
export function framed(transfer: Bytes): Bytes {
  const frames = Math.ceil(transfer.length / FRAME_BYTES_MAX);
  return {
    length: PRELUDE.length + frames * HEAD_BYTES + transfer.length,
    open: () => framedChunks(transfer),
  };
}

async function* framedChunks(transfer: Bytes): AsyncGenerator<Uint8Array> {
  yield PRELUDE;
  let left = transfer.length;
  let roomInFrame = 0;
  for await (const chunk of transfer.open()) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (roomInFrame === 0) {
        roomInFrame = Math.min(left, FRAME_BYTES_MAX);
        yield head(TRANSFER, roomInFrame);
      }
      const piece = chunk.subarray(at, at + roomInFrame);
      at += piece.byteLength;
      left -= piece.byteLength;
      roomInFrame -= piece.byteLength;
      yield piece;
    }
  }
}

/** The FastTransfer bytes of an item. Throws `TransferError`. */
export function unframed(item: Buffer): Buffer {
  return Buffer.concat(framesOf(item).flatMap(({ code, bytes }) => (code === TRANSFER ? [bytes] : [])));
}

/** The item with other FastTransfer bytes; what its server wrote before them stays. Throws `TransferError`. */
export function reframed(item: Buffer, transfer: Buffer): Buffer {
  const before = framesOf(item).filter(({ code }) => code !== TRANSFER);
  const parts = before.map(({ code, bytes }) => frame(code, bytes));
  for (let at = 0; at < transfer.length; at += FRAME_BYTES_MAX) {
    parts.push(frame(TRANSFER, transfer.subarray(at, at + FRAME_BYTES_MAX)));
  }
  return Buffer.concat(parts);
}

function framesOf(item: Buffer): readonly { readonly code: number; readonly bytes: Buffer }[] {
  const frames: { code: number; bytes: Buffer }[] = [];
  for (let at = 0; at < item.length; ) {
    if (frames.length >= FRAMES_MAX) throw new TransferError('more frames than are looked at', at);
    if (at + HEAD_BYTES > item.length) throw new TransferError('the item ends inside the head of a frame', at);
    const length = item.readUInt32LE(at + 4);
    const from = at + HEAD_BYTES;
    if (from + length > item.length) throw new TransferError('a frame that is longer than the item', at);
    frames.push({ code: item.readUInt32LE(at), bytes: item.subarray(from, from + length) });
    at = from + length;
  }
  return frames;
}

function frame(code: number, bytes: Buffer): Buffer {
  return Buffer.concat([head(code, bytes.length), bytes]);
}

function head(code: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeUInt32LE(code, 0);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}
