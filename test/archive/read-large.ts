/** Lists and reads an archive and prints what it took, in a process of its own so that its memory is nobody else's. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../src/base/clock.ts';
import { openArchiveSource } from '../../src/source/archive.ts';
import { never } from '../contract/contract.ts';

export interface Walked {
  readonly items: number;
  readonly bytes: number;
  readonly unreadable: readonly string[];
  readonly peakMb: number;
}

const BATCH = 500;

const [path = '', spoolFolder = ''] = process.argv.slice(2);
const source = await openArchiveSource({ path, spoolFolder, clock: systemClock }, never());
let items = 0;
let bytes = 0;
const unreadable: string[] = [];
for (const folder of await source.folders(never())) {
  for await (const { heads } of source.list(folder, { cursor: null, known: async function* () {} }, never())) {
    for (let from = 0; from < heads.length; from += BATCH) {
      const refs = heads.slice(from, from + BATCH).map(({ ref }) => ref);
      for await (const one of source.read(folder, refs, never())) {
        items += 1;
        if ('unreadable' in one) unreadable.push(one.unreadable);
        else if (one.content.is === 'held') bytes += one.content.bytes.length;
        else for await (const piece of one.content.open()) bytes += piece.length;
      }
    }
  }
}
await source.close();
const walked: Walked = { items, bytes, unreadable, peakMb: peakMb() };
process.stdout.write(JSON.stringify(walked));

/** `maxRSS` of a child begins with what its parent had when it was forked; the system's own figure begins with the program. */
function peakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}
