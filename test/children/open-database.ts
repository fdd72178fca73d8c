/** A process of its own for tests: opens the embedded database of a folder, says so, and stays until it is killed or told to end. */
import { once } from 'node:events';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openEmbedded } from '../../src/db/embedded/embedded.ts';

const [, , folder = '', idleS = '30'] = process.argv;
const embedded = await openEmbedded(folder, { clock: systemClock, log: silentLog, idleS: Number(idleS) });
process.stdout.write('open\n');
await once(process.stdin.resume(), 'end');
await embedded.close();
