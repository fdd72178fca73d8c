/** Finds the process behind a connection over the loopback, from what the kernel shows of both. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { assert } from '../../src/base/assert.ts';

/** The ports of the client and of whoever it talks to. */
export interface Ends {
  readonly from: number;
  readonly to: number;
}

/** Which of the processes has the client's end; null when none has it, or not any more. */
export function ownerOf(ends: Ends, pids: readonly number[]): number | null {
  const inode = inodeIn(readFileSync('/proc/net/tcp', 'utf8'), ends);
  return inode === null ? null : (pids.find((pid) => hasSocket(pid, inode)) ?? null);
}

/**
 * The socket at the client's end, in a table as `/proc/net/tcp` is one. A port alone names nobody: the kernel lends it to several
 * connections at once where they lead to different places, and keeps it for a minute after each.
 */
export function inodeIn(table: string, { from, to }: Ends): string | null {
  const [own, other] = [placeOf(from), placeOf(to)];
  const line = table
    .split('\n')
    .map((one) => one.trim().split(/\s+/))
    .find((fields) => fields[LOCAL] === own && fields[REMOTE] === other);
  const inode = line?.[INODE];
  return inode === undefined || inode === NO_INODE ? null : inode;
}

const LOCAL = 1;
const REMOTE = 2;
const INODE = 9;
/** Of a connection that has ended already. */
const NO_INODE = '0';

/** A place on the loopback, as the kernel writes it: the bytes of the address from right to left. */
function placeOf(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

function hasSocket(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(pid, fd) === `socket:[${inode}]`);
  } catch (error) {
    assert(error instanceof Error && 'code' in error, 'reading a folder fails with a system error'); // it has ended
    return false;
  }
}

function linkOf(pid: number, fd: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch (error) {
    assert(error instanceof Error && 'code' in error, 'reading a link fails with a system error'); // it was just closed
    return null;
  }
}
