import { afterEach, describe, expect, test } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { mail, newWorld, runOnce, type World } from '../engine/world.ts';
import { verified } from '../verify/proof-world.ts';
import { Scenes } from './target-scene.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

const PEOPLE = ['Contacts'];
const card = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

/** As iCloud writes them: a group names its members by UIDs and by nothing else. */
const ANN = card('UID:0A11', 'N:Example;Ann;;;', 'FN:Ann Example', 'EMAIL:ann@example.com');
const BEN = card('UID:0B22', 'N:Builder;Ben;;;', 'FN:Ben Builder', 'TEL;TYPE=CELL:+1 512 555 0100');
const NAN = card('UID:0C33', 'N:Quiet;Nan;;;', 'FN:Nan Quiet', 'TEL;TYPE=HOME:+1 512 555 0101');
const groupOf = (...uids: readonly string[]): string =>
  card(
    'UID:9999',
    'N:Neighbours;;;;',
    'FN:Neighbours',
    'X-ADDRESSBOOKSERVER-KIND:group',
    ...uids.map((uid) => `X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:${uid}`),
  );

function worldOf(cards: readonly string[]): World {
  const world = newWorld();
  world.source.addFolder(PEOPLE, 'contacts', true, 'contact');
  for (const text of cards) world.source.add(PEOPLE, mail(text));
  return world;
}

/** Of what the target gives back, as if somebody had done it there. */
function damaged(target: Target, find: RegExp, by: string): Target {
  return {
    ...target,
    async *read(folder, refs, signal) {
      for await (const item of target.read(folder, refs, signal)) {
        if (item.content?.is !== 'held') throw new Error('cards are held');
        const text = item.content.bytes.toString().replaceAll('\r\n ', '').replace(find, by);
        yield { ...item, content: { is: 'held', bytes: Buffer.from(text) } };
      }
    },
  };
}

describe('a group of people who have telephones only', () => {
  test('names them in its notes, and is proven with that note', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const world = worldOf([ANN, BEN, NAN, groupOf('0A11', '0B22', '0C33')]);
    await runOnce(world, { wrapTarget: () => target });
    const list = rig.exchange
      .inspect('user@example.com')
      .flatMap(({ items }) => items)
      .find(({ state }) => state.itemClass === 'IPM.DistList');
    expect(list?.original().toString()).toMatch(
      /Member without an e-mail address: Ben Builder\s+Member without an e-mail address: Nan Quiet/,
    );
    const proof = await verified(world, { wrapTarget: () => target });
    expect(proof.exceptions).toEqual([]);
    expect(proof.grade).toBe('verified');
    expect(proof.folders.flatMap(({ notes }) => notes.map(({ what }) => what))).toContain('members: kept in part');
  });

  test('is not proven when one of them is named nowhere', async () => {
    const target = await (await scenes.rig()).open();
    const world = worldOf([BEN, NAN, groupOf('0B22', '0C33')]);
    await runOnce(world, { wrapTarget: () => target });
    const isNotNamed = /^X-GODWIT-NAMED-MEMBER:.*0b22.*\r\n/m;
    const proof = await verified(world, { wrapTarget: () => damaged(target, isNotNamed, '') });
    expect(proof.exceptions.map(({ details }) => details)).toEqual([['members "0B22" is missing']]);
  });

  test('is not proven when somebody with an address went missing beside them', async () => {
    const target = await (await scenes.rig()).open();
    const world = worldOf([ANN, BEN, groupOf('0A11', '0B22')]);
    await runOnce(world, { wrapTarget: () => target });
    const isLinked = /^MEMBER.*0A11\r\n/m;
    const proof = await verified(world, { wrapTarget: () => damaged(target, isLinked, '') });
    expect(proof.exceptions.map(({ details }) => details)).toEqual([['members "0A11" is missing']]);
  });
});

test('a member that is nothing but a name is a loss that the ledger knows', async () => {
  const target = await (await scenes.rig()).open();
  const world = worldOf([
    ANN,
    groupOf('0A11').replace('END:', 'X-ADDRESSBOOKSERVER-MEMBER;VALUE=text:Old Tom\r\nEND:'),
  ]);
  await runOnce(world, { wrapTarget: () => target });
  const proof = await verified(world, { wrapTarget: () => target });
  expect(proof.exceptions).toEqual([]);
  expect(proof.folders.flatMap(({ losses }) => losses)).toMatchObject([{ field: 'members', how: 'dropped', items: 1 }]);
});
