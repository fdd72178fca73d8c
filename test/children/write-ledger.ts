/** A process of its own for tests: copies a made-up folder through its ledger, and says what was acknowledged until it is killed. */
import { writeSync } from 'node:fs';
import { instant, systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openDb } from '../../src/db/db.ts';
import { openEmbedded } from '../../src/db/embedded/embedded.ts';
import { copied, head, INBOX, page } from '../../src/db/ledger/ledger.contract.words.ts';
import { openLedger } from '../../src/db/ledger/ledger.ts';
import { migrate, readMigrations } from '../../src/db/migrate.ts';

const PAGE_ITEMS = 200;
const BATCH = { itemsMax: 100, bytesMax: 1_000_000_000 };

const [, , folder = ''] = process.argv;
const embedded = await openEmbedded(folder, { clock: systemClock, log: silentLog });
const db = openDb(embedded.address);
await migrate(db, await readMigrations());
const ledger = await openLedger(db, { source: 'source', target: 'target' }, 'child', instant(0));
await ledger.recordFolders([INBOX]);
let listed = Number((await ledger.cursor(INBOX.path)) ?? 0);
// Written at once and not through a buffer: what was said before a kill was said.
writeSync(1, `open ${listed}\n`);
for (;;) {
  const numbers = Array.from({ length: PAGE_ITEMS }, (_, index) => listed + index + 1);
  listed += PAGE_ITEMS;
  await ledger.record(
    INBOX.path,
    page(
      numbers.map((number) => head(number)),
      { next: String(listed) },
    ),
  );
  writeSync(1, `listed ${listed}\n`);
  for (;;) {
    const batch = await ledger.intend(INBOX.path, BATCH, instant(0));
    if (batch.length === 0) break;
    writeSync(1, `intended ${batch.map((entry) => entry.sizeBytes).join(' ')}\n`);
    await ledger.settle(
      INBOX.path,
      batch.map((entry) => copied(entry.sizeBytes % 256, { ref: entry.ref })),
    );
    writeSync(1, `settled ${batch.map((entry) => entry.sizeBytes).join(' ')}\n`);
  }
}
