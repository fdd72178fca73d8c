/**
 * `npm run disaster -- --mailboxes 200 --cut 120`: a whole move with everything that can go wrong, at full size.
 * `npm run disaster -- kills --kills 30 --seed 42`: `kill -9` of the service at random moments.
 */
import { parseArgs } from 'node:util';
import { systemRandom } from '../../src/base/random.ts';
import { runDisasters } from './disasters.ts';
import type { Verdict } from './judge-disasters.ts';
import { tellKillsStory } from './kills-story.ts';

const { values, positionals } = parseArgs({
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
    kills: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(systemRandom.int(1_000_000)) },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

show(await (positionals[0] === 'kills' ? killsOfServe() : wholeMove()));

function wholeMove(): Promise<Verdict> {
  return runDisasters(
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
}

/** Fewer mailboxes, with as many kills as there may be time for. */
function killsOfServe(): Promise<Verdict> {
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  say(`${kills} kills, seed ${seed}`);
  const sizes = {
    mailboxes: 40,
    messages: 45,
    writeMs: 1500,
    aliveMsMax: 6000,
    until: 'all',
    msMax: 1_200_000,
  } as const;
  return tellKillsStory({ ...sizes, kills, seed }, say);
}

function show({ rows, broken }: Verdict): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  say('');
  for (const [what, is] of rows) say(`${what.padEnd(width)}  ${is}`);
  for (const one of broken) say(`  - ${one}`);
  say(broken.length === 0 ? '\nAll is as promised.' : `\n${broken.length} things are not as promised.`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
