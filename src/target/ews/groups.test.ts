import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { anyGroup } from '../../../test/cards/card-arbitrary.ts';
import { never } from '../../../test/contract/contract.ts';
import type { TargetRig } from '../../../test/exchange/target-rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import { withoutKept } from '../../content/kept-below.ts';
import { compareCards } from '../../content/vcard/compare-cards.ts';
import { namedMemberKeys } from '../../content/vcard/group-member.ts';
import { readCard } from '../../content/vcard/read-card.ts';
import { writeCard } from '../../content/vcard/write-card.ts';
import type { ContactGroup } from '../../model/contact.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { TargetRef } from '../../model/item.ts';
import type { Settled, Target } from '../../model/target.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

const card = (...lines: readonly string[]): Buffer =>
  Buffer.from(['BEGIN:VCARD', 'VERSION:4.0', ...lines, 'END:VCARD', ''].join('\r\n'));
const person = (uid: string, email = `${uid}@example.com`): Buffer =>
  card(`UID:${uid}`, `FN:Person ${uid}`, ...(email === '' ? [] : [`EMAIL:${email}`]));
const groupCard = (uid: string, members: readonly string[]): Buffer =>
  card(`UID:${uid}`, `FN:Group ${uid}`, 'KIND:group', ...members.map((member) => `MEMBER:${member}`));

interface Place {
  readonly rig: TargetRig;
  readonly target: Target;
  readonly folder: TargetFolder;
}

async function place(): Promise<Place> {
  const rig = await scenes.rig();
  const target = await rig.open();
  return { rig, target, folder: await folderOf(target, 'contact', 'People') };
}

async function settle({ target, folder }: Place, cards: readonly Buffer[]): Promise<readonly Settled[]> {
  return await putTexts(
    target,
    folder,
    cards.map((bytes) => ({ kind: readCard(bytes).kind, bytes })),
  );
}

async function put(at: Place, cards: readonly Buffer[]): Promise<readonly TargetRef[]> {
  return targetsOf(await settle(at, cards));
}

async function groupAt({ target, folder }: Place, ref: TargetRef | undefined): Promise<ContactGroup> {
  const [text] = await readTexts(target, folder, ref === undefined ? [] : [ref]);
  const group = readCard(text ?? Buffer.alloc(0));
  if (group.kind !== 'contact-group') throw new Error('a group was expected');
  return group;
}

const link = async ({ target, folder }: Place): Promise<void> => await target.link?.(folder, never());
const updatesOf = ({ rig }: Place): number => rig.exchange.counters.requests['UpdateItem'] ?? 0;
const sortedUids = ({ members }: ContactGroup): readonly string[] => members.map(({ uid }) => uid).sort();

describe('a group is tied to its contacts', () => {
  const uids = Array.from({ length: 1000 }, (_, at) => `uid-${String(at).padStart(4, '0')}`);

  test.each(['before', 'after'])(
    'when it is written %s its thousand contacts, and nothing is sent a second time',
    async (when) => {
      const at = await place();
      const people = uids.map((uid) => person(uid));
      const group = groupCard(
        'g',
        uids.map((uid) => `urn:uuid:${uid}`),
      );
      const refs = await put(at, when === 'before' ? [group, ...people] : [...people, group]);
      const ref = refs.at(when === 'before' ? 0 : -1);
      expect((await groupAt(at, ref)).members).toEqual([]);
      await link(at);
      expect(sortedUids(await groupAt(at, ref))).toEqual(uids);
      const updates = updatesOf(at);
      await link(at);
      expect(updatesOf(at)).toBe(updates);
    },
    60_000,
  );

  test('by the addresses of its members until they are linked, and for good where nobody has them as a contact', async () => {
    const at = await place();
    const [ref] = await put(at, [groupCard('g', ['mailto:uid-1@example.com', 'mailto:stranger@example.org'])]);
    await link(at);
    const { members } = await groupAt(at, ref);
    expect(members.map(({ address }) => address)).toEqual(['uid-1@example.com', 'stranger@example.org']);
    expect(updatesOf(at)).toBe(0);
  });

  test('when it spells their UIDs in another case', async () => {
    const at = await place();
    const [ref] = await put(at, [groupCard('g', ['urn:uuid:ABC-1']), person('abc-1')]);
    await link(at);
    expect(sortedUids(await groupAt(at, ref))).toEqual(['abc-1']);
  });

  test('when it holds another group, and itself', async () => {
    const at = await place();
    const cards = [
      groupCard('outer', ['urn:uuid:inner', 'urn:uuid:outer', 'urn:uuid:a']),
      groupCard('inner', ['urn:uuid:a']),
      person('a'),
    ];
    const [outer, inner] = await put(at, cards);
    await link(at);
    expect(sortedUids(await groupAt(at, outer))).toEqual(['a', 'inner']);
    expect(sortedUids(await groupAt(at, inner))).toEqual(['a']);
  });

  test('but for members without an address, who are named below its notes', async () => {
    const at = await place();
    const [ref] = await put(at, [
      groupCard('g', ['urn:uuid:a', 'urn:uuid:mute', 'urn:uuid:nobody']),
      person('a'),
      person('mute', ''),
    ]);
    expect(namedMemberKeys(await groupAt(at, ref))).toEqual(new Set());
    await link(at);
    const back = await groupAt(at, ref);
    expect(sortedUids(back)).toEqual(['a']);
    expect(namedMemberKeys(back)).toEqual(new Set(['uid mute', 'uid nobody']));
    const updates = updatesOf(at);
    await link(at);
    expect(updatesOf(at)).toBe(updates);
    const [folder] = at.rig.exchange.inspect('user@example.com').filter(({ path }) => path.join() === 'People');
    const group = folder?.items.find(({ state }) => state.itemClass === 'IPM.DistList');
    const body = group?.original().toString().split('\r\n\r\n').slice(1).join('\n\n') ?? '';
    expect(withoutKept(body).lines).toEqual([
      'Member without an e-mail address: Person mute',
      'Member without an e-mail address: nobody',
    ]);
  });

  test('again when a contact came later, and when one was replaced', async () => {
    const at = await place();
    const [ref] = await put(at, [groupCard('g', ['urn:uuid:a', 'urn:uuid:b']), person('a')]);
    await link(at);
    expect(sortedUids(await groupAt(at, ref))).toEqual(['a']);
    const [b] = await put(at, [person('b')]);
    await link(at);
    expect(sortedUids(await groupAt(at, ref))).toEqual(['a', 'b']);
    await at.target.remove(at.folder, b === undefined ? [] : [b], never());
    await put(at, [person('b', 'new@example.com')]);
    await link(at);
    const { members } = await groupAt(at, ref);
    expect(members.map(({ uid, address }) => [uid, address])).toEqual([
      ['a', 'a@example.com'],
      ['b', 'new@example.com'],
    ]);
  });

  test('by the address that the group names, where a contact has several', async () => {
    const at = await place();
    const two = card('UID:a', 'FN:A', 'EMAIL:first@example.com', 'EMAIL:second@example.com');
    const group = card('UID:g', 'FN:G', 'KIND:group', 'MEMBER;X-EMAIL=second@example.com:urn:uuid:a');
    const [, ref] = await put(at, [two, group]);
    await link(at);
    expect((await groupAt(at, ref)).members).toMatchObject([{ uid: 'a', address: 'second@example.com' }]);
  });
});

test('groups of any kind come back as they were once all their members are there', async () => {
  const at = await place();
  const groups = fc.sample(anyGroup, { numRuns: 40, seed: 5 }).map((group, nth) => ({ ...group, uid: `group ${nth}` }));
  const uids = new Set(groups.flatMap(({ members }) => members.flatMap(({ uid }) => (uid === '' ? [] : [uid]))));
  const known = (uid: string): string => `member${[...uids].indexOf(uid)}@example.com`;
  const people = [...uids].map((uid) => card(`UID:${writtenUid(uid)}`, 'FN:x', `EMAIL:${known(uid)}`));
  const bytes = groups.map((group) => writeCard(group, '4.0'));
  const settled = await settle(at, [...bytes, ...people]);
  await link(at);
  const wrong: string[] = [];
  for (const [nth, group] of bytes.entries()) {
    const outcome = settled[nth];
    if (outcome?.is !== 'copied') throw new Error('every group is copied');
    const lost = new Set(outcome.losses.map(({ field }) => field));
    const source = readCard(group);
    if (source.kind !== 'contact-group') throw new Error('a group was expected');
    // A name alone is nobody that a list could hold.
    const members = source.members.filter(({ uid, address }) => uid !== '' || address !== '');
    const back = await groupAt(at, outcome.target);
    for (const difference of compareCards({ ...source, members }, back, lost)) {
      if (difference.level === 'must') wrong.push(`group ${nth}: ${JSON.stringify(difference)}`);
    }
  }
  expect(wrong).toEqual([]);
});

function writtenUid(uid: string): string {
  return uid.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(',', '\\,').replaceAll(';', '\\;');
}
