import { expect, test } from 'vitest';
import { mail, newWorld, runOnce } from '../../test/engine/world.ts';
import { INBOX, verified } from '../../test/verify/proof-world.ts';
import type { Loss } from '../model/item.ts';
import type { Target } from '../model/target.ts';
import { reportOf } from './report.ts';

const FOREIGN = { field: 'other properties', how: 'dropped', why: 'Exchange has no place for them' } as const;

/** A target that says of each item that it lost this. */
function losing(target: Target, lossesOf: (number: number) => readonly Loss[]): Target {
  let number = 0;
  return {
    ...target,
    async *put(folder, writes, signal) {
      for await (const batch of target.put(folder, writes, signal)) {
        yield batch.map((one) => {
          number += 1;
          return one.is === 'copied' ? { ...one, losses: lossesOf(number) } : one;
        });
      }
    },
  };
}

test('a report tells a loss once, whatever of each item was lost, and the ledger keeps what', async () => {
  const world = newWorld();
  world.source.addFolder(INBOX, 'inbox');
  for (let day = 1; day <= 5; day += 1) world.source.add(INBOX, mail(`Subject: ${day}\r\n\r\n`, { day }));
  const lossesOf = (number: number): readonly Loss[] => [
    { ...FOREIGN, detail: `X-NUMBER-${number}` },
    // Of two places in one item, which is still one item.
    { ...FOREIGN, detail: 'X-EVERYWHERE' },
  ];
  let target: Target | null = null;
  await runOnce(world, { wrapTarget: (one) => (target ??= losing(one, lossesOf)) });
  const report = reportOf(await verified(world));
  expect(report.losses).toEqual([{ ...FOREIGN, items: 5 }]);
  const details: (string | undefined)[] = [];
  for await (const page of world.ledger.entries(INBOX, ['copied', 'verified'])) {
    details.push(...page.flatMap(({ losses }) => losses.map(({ detail }) => detail)));
  }
  expect(new Set(details)).toEqual(
    new Set(['X-EVERYWHERE', 'X-NUMBER-1', 'X-NUMBER-2', 'X-NUMBER-3', 'X-NUMBER-4', 'X-NUMBER-5']),
  );
});
