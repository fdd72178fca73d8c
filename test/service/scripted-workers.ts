/**
 * A program that does to the store what workers do while so many mailboxes move: each looks once a second whether it is still
 * its own, and notes its progress every two. `node scripted-workers.ts STATE_FOLDER`, with the mailboxes as JSON on its input.
 */
import { text } from 'node:stream/consumers';
import { systemClock } from '../../src/base/clock.ts';
import type { MailboxId } from '../../src/model/project.ts';
import type { Store } from '../../src/model/store.ts';
import { type FullProject, measureAt, openStoreIn } from './full-project.ts';

const LOOK_EVERY_MS = 1000;
const ITEMS = 4000;
/** As many as ten workers with their pools have. */
const CONNECTIONS = 10;
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());

async function work(store: Store, { organisation }: FullProject, id: MailboxId, number: number): Promise<void> {
  await pause((number * LOOK_EVERY_MS) / 200);
  for (let looks = 0; !stopping.signal.aborted; looks++) {
    const standing = await store.inTenant(organisation, (tenant) => tenant.standing(id));
    if (standing === null) throw new Error('a mailbox is gone');
    if (looks % 2 === 0) {
      const measure = measureAt(systemClock.now(), (number + looks * 10) % ITEMS, ITEMS);
      const isNoted = await store.inTenant(organisation, (tenant) => tenant.noteProgress(id, standing.term, measure));
      if (!isNoted) throw new Error('the term is another');
      noted += 1;
    }
    await pause(LOOK_EVERY_MS);
  }
}

let noted = 0;

async function pause(ms: number): Promise<void> {
  await systemClock.sleep(ms, stopping.signal).catch(() => undefined); // its loop ends by the same signal
}

const [folder = ''] = process.argv.slice(2);
const full = JSON.parse(await text(process.stdin)) as FullProject; // written by the program that started this one
await using open = await openStoreIn(folder, CONNECTIONS);
process.stdout.write('working\n');
await Promise.all(full.running.map((id, number) => work(open.store, full, id, number)));
process.stdout.write(`noted ${noted}\n`);
