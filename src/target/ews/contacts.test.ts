import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { anyContact } from '../../../test/cards/card-arbitrary.ts';
import { never } from '../../../test/contract/contract.ts';
import { recorderBefore } from '../../../test/exchange/recorder.ts';
import { SCHEMA_MISSING, schemaErrors } from '../../../test/exchange/rig.ts';
import type { TargetRig } from '../../../test/exchange/target-rig.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts, readTexts, targetsOf } from '../../../test/exchange/text-items.ts';
import { compareCards } from '../../content/vcard/compare-cards.ts';
import { readCard } from '../../content/vcard/read-card.ts';
import { writeCard } from '../../content/vcard/write-card.ts';
import type { Contact, ContactGroup } from '../../model/contact.ts';
import type { TargetFolder } from '../../model/folder.ts';
import type { Settled, Target } from '../../model/target.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

const card = (...lines: readonly string[]): Buffer =>
  Buffer.from(['BEGIN:VCARD', 'VERSION:4.0', 'UID:u', 'FN:Jane', ...lines, 'END:VCARD', ''].join('\r\n'));
const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex');
const photo = (bytes: Buffer, type = 'image/jpeg'): string => `PHOTO:data:${type};base64,${bytes.toString('base64')}`;

interface Place {
  readonly rig: TargetRig;
  readonly target: Target;
  readonly folder: TargetFolder;
}
async function place(server: Parameters<Scenes['rig']>[0] = {}): Promise<Place> {
  const rig = await scenes.rig(server);
  const target = await rig.open();
  return { rig, target, folder: await folderOf(target, 'contact', 'People') };
}

const put = async ({ target, folder }: Place, ...cards: readonly Buffer[]): Promise<readonly Settled[]> =>
  await putTexts(
    target,
    folder,
    cards.map((bytes) => ({ kind: 'contact', bytes })),
  );

async function backOf(
  { target, folder }: Place,
  settled: readonly Settled[],
): Promise<readonly (Contact | ContactGroup)[]> {
  const texts = await readTexts(target, folder, targetsOf(settled));
  return texts.map((text) => readCard(text ?? Buffer.alloc(0)));
}

const lossesOf = (settled: Settled | undefined): readonly string[] =>
  settled?.is === 'copied' ? settled.losses.map(({ field }) => field) : [JSON.stringify(settled)];
const itemsIn = ({ rig }: Place): number =>
  rig.exchange.inspect('user@example.com').find(({ path }) => path.join() === 'People')?.items.length ?? -1;

test('a hundred contacts of any kind come back from the server as they were, but for the losses that are named', async () => {
  const at = await place();
  const contacts = fc.sample(anyContact, { numRuns: 100, seed: 20 });
  const bytes = contacts.map((contact) => writeCard(contact, '4.0'));
  const settled = await put(at, ...bytes);
  const back = await backOf(at, settled);
  const wrong = bytes.flatMap((one, nth) => {
    const copy = back[nth];
    if (copy === undefined) return [`contact ${nth} did not come back`];
    const differences = compareCards(readCard(one), copy, new Set(lossesOf(settled[nth])));
    return differences.filter(({ level }) => level === 'must').map((one) => `contact ${nth}: ${JSON.stringify(one)}`);
  });
  expect(wrong).toEqual([]);
});

describe('the photo of a contact', () => {
  test('is attached as it is, and the server knows that there is one', async () => {
    const at = await place();
    const settled = await put(at, card(photo(JPEG)));
    const [back] = await backOf(at, settled);
    expect(back?.kind === 'contact' && back.photo?.is === 'inline' ? back.photo.bytes : null).toEqual(JPEG);
    expect(lossesOf(settled[0])).toEqual([]);
    const [inside] = at.rig.exchange.inspect('user@example.com').filter(({ path }) => path.join() === 'People');
    expect(inside?.items[0]?.state.own).toEqual({ is: 'Contact', photo: 0 });
  });

  test('is a named loss when Exchange does not take a file of its size, and the contact is there without it', async () => {
    const at = await place({ server: { mailboxes: [{ address: 'user@example.com', messageBytesMax: 2000 }] } });
    const settled = await put(at, card(photo(Buffer.concat([JPEG, Buffer.alloc(4000)]))));
    expect(lossesOf(settled[0])).toEqual(['photo']);
    expect(itemsIn(at)).toBe(1);
  });

  test('is a named loss in a format that Outlook does not draw', async () => {
    const at = await place();
    const settled = await put(at, card(photo(Buffer.from('II*\0'), 'image/tiff')));
    expect(lossesOf(settled[0])).toEqual(['photo']);
    expect(await backOf(at, settled)).toMatchObject([{ photo: { is: 'inline', mediaType: 'image/tiff' } }]);
  });

  test('whose answer is lost is attached once, to one contact', async () => {
    const at = await place();
    at.rig.exchange.setFaults([
      { when: { operation: 'CreateAttachment', times: 1 }, then: { is: 'cut', at: 'after-work' } },
    ]);
    const settled = await put(at, card(photo(JPEG)), card());
    at.rig.exchange.setFaults([]);
    expect(await backOf(at, settled)).toMatchObject([{ photo: { is: 'inline' } }, { photo: null }]);
    expect(itemsIn(at)).toBe(2);
  });
});

describe('a contact that cannot be written as it is', () => {
  test('is refused with the line when it cannot be understood', async () => {
    const at = await place();
    const [settled] = await put(at, Buffer.from('This is no card.\r\n'));
    expect(settled?.is === 'failed' ? settled.problem.facts['reason'] : settled).toMatch(/^line \d+: /);
    expect(itemsIn(at)).toBe(0);
  });

  test('keeps what fits into no line in the attached original', async () => {
    const at = await place();
    const [settled] = await put(at, card(`LOGO:data:image/png;base64,${'A'.repeat(8000)}`));
    expect(lossesOf(settled)).toEqual(['other properties']);
    expect(at.rig.exchange.counters.attachmentsCreated).toBe(1);
  });

  test.each([
    { times: 1, is: 'without the properties that have no element', losses: ['name'], emails: 1 },
    { times: 2, is: 'with its name and notes alone', losses: ['name', 'job title', 'e-mail addresses'], emails: 0 },
  ])(
    'is written $is, and its original attached, when Exchange refuses it $times times',
    async ({ times, losses, emails }) => {
      const at = await place();
      at.rig.exchange.setFaults([
        { when: { operation: 'CreateItem', times }, then: { is: 'item', at: 0, code: 'ErrorItemSavePropertyError' } },
      ]);
      const settled = await put(at, card('N:Doe;Jane;;Dr.;', 'EMAIL:jane@example.com', 'TITLE:Chief'));
      expect(lossesOf(settled[0])).toEqual(losses);
      const [back] = await backOf(at, settled);
      expect(back).toMatchObject({ displayName: 'Jane', uid: 'u', familyName: 'Doe', prefix: '' });
      expect(back?.kind === 'contact' ? back.emails : null).toHaveLength(emails);
      expect(at.rig.exchange.counters.attachmentsCreated).toBe(1);
    },
  );
});

test.skipIf(SCHEMA_MISSING !== null)('every request about contacts, groups and notes is valid', async () => {
  const rig = await scenes.rig();
  const recorder = await recorderBefore(new URL(rig.exchange.url));
  const target = await rig.open({ url: recorder.url });
  const at = { rig, target, folder: await folderOf(target, 'contact', 'People') };
  const contacts = fc.sample(anyContact, { numRuns: 60, seed: 3 }).map((contact) => writeCard(contact, '4.0'));
  const group = card('KIND:group', 'MEMBER:urn:uuid:u', 'MEMBER:mailto:a@example.com')
    .toString()
    .replace('UID:u', 'UID:g');
  const settled = await put(at, ...contacts, card('EMAIL:jane@example.com', photo(JPEG)), Buffer.from(group));
  await target.link?.(at.folder, never());
  await backOf(at, settled);
  const notes = await folderOf(target, 'note', 'Notes of mine');
  const journal =
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VJOURNAL\r\nUID:1\r\nSUMMARY:\x01&<\r\nCLASS:PRIVATE\r\nPRIORITY:1\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n';
  await readTexts(
    target,
    notes,
    targetsOf(await putTexts(target, notes, [{ kind: 'note', bytes: Buffer.from(journal) }])),
  );
  expect(await schemaErrors(recorder.bodies)).toEqual([]);
  const operations = new Set(recorder.bodies.map((body) => /<soap:Body><m:(\w+)/.exec(body)?.[1]));
  expect([...operations]).toEqual(
    expect.arrayContaining(['CreateItem', 'CreateAttachment', 'GetAttachment', 'UpdateItem', 'GetItem']),
  );
  await recorder.close();
});
