/**
 * `npm run disaster -- --mailboxes 200 --cut 120`: a whole move with everything that can go wrong, at full size.
 * `npm run disaster -- kills --kills 30 --seed 42`: `kill -9` of the service at random moments.
 */
import { parseArgs } from 'node:util';
import { runDisasters } from './disasters.ts';
import type { Verdict } from './judge-disasters.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    mailboxes: { type: 'string', default: '200' },
    folders: { type: 'string', default: '6' },
    messages: { type: 'string', default: '10' },
    'at-once': { type: 'string', default: '8' },
    delay: { type: 'string', default: '3000' },
    cut: { type: 'string', default: '120' },
    away: { type: 'string', default: '8' },
    together: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const verdict = await runDisasters(
  {
    mailboxes: Number(values.mailboxes),
    foldersEach: Number(values.folders),
    messagesEach: Number(values.messages),
    atOnce: Number(values['at-once']),
    delayMs: Number(values.delay),
    cutMs: 1000 * Number(values.cut),
    databaseAwayMs: 1000 * Number(values.away),
    isTogether: values.together,
  },
  say,
);
show(verdict);

function show({ rows, broken }: Verdict): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  say('');
  for (const [what, is] of rows) say(`${what.padEnd(width)}  ${is}`);
  for (const one of broken) say(`  - ${one}`);
  say(broken.length === 0 ? '\nAll is as promised.' : `\n${broken.length} things are not as promised.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
