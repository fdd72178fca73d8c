/**
 * The outer shape of an item stream: frames of an opcode, a length and so many bytes. A stream is opened by its configuration, says
 * which interface it is for and which version wrote it, and then carries the transfer itself in buffers.
 */
import { StreamRefusal } from './refuse-stream.ts';

const CONFIG = 1;
const TRANSFER = 2;
const INTERFACE = 3;
const VERSION = 4;

const HEAD_BYTES = 8;
/** What is seen of real exporters; each buffer begins and ends anywhere. */
const BUFFER_BYTES = 31_680;
const CONFIG_BYTES = Buffer.from('0000000001000000', 'hex');
/** IID_IMessage, between two fields of flags. */
const INTERFACE_BYTES = Buffer.from('010000000703020000000000c00000000000004600240080', 'hex');
const VERSION_BYTES = Buffer.from('140fd6918617', 'hex');

/** The bytes of the transfer, joined. Refuses frames that are cut, unknown, missing or in another order. */
export function readFrames(stream: Buffer): Buffer {
  const buffers: Buffer[] = [];
  const seen: number[] = [];
  for (let at = 0; at < stream.length; ) {
    if (at + HEAD_BYTES > stream.length) throw new StreamRefusal('a frame is cut in its head');
    const opcode = stream.readUInt32LE(at);
    const length = stream.readUInt32LE(at + 4);
    const end = at + HEAD_BYTES + length;
    if (end > stream.length) throw new StreamRefusal(`a frame of ${length} bytes is cut`);
    const bytes = stream.subarray(at + HEAD_BYTES, end);
    checkFrame(opcode, bytes, seen);
    if (opcode === TRANSFER) buffers.push(bytes);
    seen.push(opcode);
    at = end;
  }
  if (buffers.length === 0) throw new StreamRefusal('there is no transfer buffer');
  return buffers.length === 1 && buffers[0] !== undefined ? buffers[0] : Buffer.concat(buffers);
}

/** Configuration, interface and version come once each, in this order, before the first buffer. */
function checkFrame(opcode: number, bytes: Buffer, seen: readonly number[]): void {
  const wanted = [CONFIG, INTERFACE, VERSION][seen.length] ?? TRANSFER;
  if (opcode !== wanted) throw new StreamRefusal(`the frame ${opcode} stands where ${wanted} was expected`);
  if (opcode === CONFIG && !bytes.equals(CONFIG_BYTES)) throw new StreamRefusal('the configuration is not known');
  if (opcode === INTERFACE && !bytes.equals(INTERFACE_BYTES)) {
    throw new StreamRefusal('the stream is for another interface than that of messages');
  }
  if (opcode === VERSION && bytes.length !== VERSION_BYTES.length) throw new StreamRefusal('the version is not one');
}

export function writeFrames(transfer: Buffer): Buffer {
  const parts = [
    ...frame(CONFIG, CONFIG_BYTES),
    ...frame(INTERFACE, INTERFACE_BYTES),
    ...frame(VERSION, VERSION_BYTES),
  ];
  for (let at = 0; at < transfer.length; at += BUFFER_BYTES) {
    parts.push(...frame(TRANSFER, transfer.subarray(at, at + BUFFER_BYTES)));
  }
  return Buffer.concat(parts);
}

function frame(opcode: number, bytes: Buffer): readonly Buffer[] {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(opcode, 0);
  head.writeUInt32LE(bytes.length, 4);
  return [head, bytes];
}
