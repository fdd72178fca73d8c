import { beforeAll, describe, expect, test } from 'vitest';
import { anatomyOf } from '../../sim/exchange/mime/anatomy.ts';
import { composed } from '../../sim/exchange/mime/compose.ts';
import { spokenByHeaders } from '../../sim/exchange/mime/spoken.ts';
import { corpusMessages, whyNoCorpus } from '../../test/corpus/corpus.ts';
import { fieldValue, type MimeTree } from '../../test/mime/mime-tree.ts';
import { type Damage, rebuild } from '../../test/mime/rebuild.ts';
import { compareFingerprints } from './compare-fingerprints.ts';
import { type Difference, type DifferenceField, meansTheSame } from './difference.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';

const missing = whyNoCorpus();

interface Original {
  readonly mail: Buffer;
  readonly print: Fingerprint;
}

/** Larger mails take most of the time and have nothing that smaller ones do not have. */
const TRIED_BYTES_MAX = 100_000;

const printOf = (bytes: Buffer): Promise<Fingerprint> => fingerprint({ is: 'held', bytes });

async function differences({ print }: Original, copy: Buffer): Promise<readonly Difference[]> {
  return compareFingerprints(print, await printOf(copy));
}

/** Every part of the tree, outermost first; what was kept raw has none. */
function partsOf(tree: MimeTree): readonly MimeTree[] {
  const { content } = tree;
  if (content.is === 'multipart') return [tree, ...content.parts.flatMap(partsOf)];
  return content.is === 'message' ? [tree, ...partsOf(content.message)] : [tree];
}

/** Text that is read: no alternative to something richer, no part that is irregular or says too little to be certain of. */
function shownText(tree: MimeTree): (MimeTree & { content: { is: 'leaf'; bytes: string } }) | undefined {
  if (partsOf(tree).some(({ type }) => type.startsWith('multipart/alternative'))) return undefined;
  const found = partsOf(tree).find(({ type, content }) => {
    if (type !== 'text/plain' || content.is !== 'leaf') return false;
    return /[a-z]{4}/i.test(content.bytes) && !/[^\r\n\t -~]/.test(content.bytes);
  });
  return found?.content.is === 'leaf' ? { ...found, content: found.content } : undefined;
}

function attachment(tree: MimeTree): { bytes: string } | undefined {
  const found = partsOf(tree).find(
    ({ type, content }) =>
      /^(image|application)\/(?!ms-tnef|pkcs7)/.test(type) && content.is === 'leaf' && content.bytes.length > 20,
  );
  return found?.content.is === 'leaf' ? found.content : undefined;
}

function changeField(tree: MimeTree, name: string, change: (value: string) => string): boolean {
  const fields = tree.fields.filter(([known]) => known.toLowerCase() === name);
  const [field] = fields;
  if (field === undefined || fields.length > 1 || /[^ -~]/.test(field[1])) return false;
  const before = field[1];
  field[1] = change(before);
  return field[1] !== before;
}

/** Two servers that have no line of code in common, and none with the reader that is tried. */
const SERVERS: readonly { readonly server: string; readonly giveBack: (mail: Buffer) => Buffer }[] = [
  { server: 'one that keeps parts', giveBack: (mail) => rebuild(mail) ?? mail },
  {
    server: 'the simulated Exchange',
    giveBack: (mail) => {
      const anatomy = anatomyOf(mail);
      return composed(anatomy, spokenByHeaders(anatomy.headers), 'seed');
    },
  },
];

const PLANTED: readonly { readonly what: string; readonly field: DifferenceField; readonly damage: Damage }[] = [
  {
    what: 'one letter of the text',
    field: 'body text',
    damage: (tree) => {
      const text = shownText(tree)?.content;
      if (text === undefined) return false;
      text.bytes = text.bytes.replace(/[a-z](?=[a-z]{3})/i, (letter) => (letter === 'q' ? 'r' : 'q'));
      return true;
    },
  },
  {
    what: 'the second half of the text',
    field: 'body text',
    damage: (tree) => {
      const text = shownText(tree)?.content;
      if (text === undefined || text.bytes.trim().length < 40) return false;
      text.bytes = text.bytes.trim().slice(0, text.bytes.trim().length / 2);
      return true;
    },
  },
  {
    what: 'one bit of an attachment',
    field: 'attachment',
    damage: (tree) => {
      const file = attachment(tree);
      if (file === undefined) return false;
      file.bytes = `${file.bytes.slice(0, 10)}${String.fromCharCode(file.bytes.charCodeAt(10) ^ 1)}${file.bytes.slice(11)}`;
      return true;
    },
  },
  {
    what: 'an attachment that is cut off',
    field: 'attachment',
    damage: (tree) => {
      const file = attachment(tree);
      if (file === undefined) return false;
      file.bytes = file.bytes.slice(0, file.bytes.length - 10);
      return true;
    },
  },
  {
    what: 'an attachment that is left out',
    field: 'attachment',
    damage: (tree) => {
      const lost = partsOf(tree).find(({ content }) => content.is === 'leaf' && content === attachment(tree));
      const holder = partsOf(tree).find(
        ({ content }) => content.is === 'multipart' && lost && content.parts.includes(lost),
      );
      if (holder?.content.is !== 'multipart') return false;
      holder.content.parts = holder.content.parts.filter((part) => part !== lost);
      return true;
    },
  },
  {
    what: 'a subject with one more word',
    field: 'subject',
    damage: (tree) =>
      !fieldValue(tree, 'subject').includes('=?') &&
      changeField(tree, 'subject', (value) => (value === '' ? '' : `${value} now`)),
  },
  {
    what: 'a date of an hour later',
    field: 'sent date',
    damage: (tree) => changeField(tree, 'date', (value) => value.replace(/ \+0000\s*$/, ' -0100')),
  },
  {
    what: 'a recipient more',
    field: 'recipients',
    damage: (tree) =>
      /^[^\s<>,;:"()]+@[\w.]+$/.test(fieldValue(tree, 'to')) &&
      changeField(tree, 'to', (value) => `${value}, eve@example.com`),
  },
  {
    what: 'another sender',
    field: 'sender',
    damage: (tree) => changeField(tree, 'from', (value) => value.replace(/<[\w.]+@/, '<mallory@')),
  },
  {
    what: 'another message id',
    field: 'message id',
    damage: (tree) => changeField(tree, 'message-id', (value) => value.replace(/^<([\w.]+)@(?=[\w.]+>$)/, '<x$1@')),
  },
];

describe.skipIf(missing !== null)(
  `what a server such as Exchange rebuilds${missing === null ? '' : ` (left out: ${missing})`}`,
  () => {
    let originals: readonly Original[] = [];
    beforeAll(async () => {
      originals = await Promise.all(corpusMessages().map(async (mail) => ({ mail, print: await printOf(mail) })));
    });

    test('means the same for every real mail', async () => {
      const wrong: string[] = [];
      for (const [index, original] of originals.entries()) {
        const copy = rebuild(original.mail);
        const found = copy === null ? [] : await differences(original, copy);
        if (!meansTheSame(found)) wrong.push(`${index}: ${JSON.stringify(found)}`);
      }
      expect(wrong).toEqual([]);
      expect(originals.length).toBeGreaterThan(800);
    });

    const damages = SERVERS.flatMap((server) => PLANTED.map((planted) => ({ ...server, ...planted })));
    test.each(damages)('and $what is always found: $server', async ({ field, damage, giveBack }) => {
      let tried = 0;
      const overlooked: string[] = [];
      for (const [index, original] of originals.entries()) {
        const isTried = isCertain(original.print) && original.mail.length <= TRIED_BYTES_MAX;
        const damaged = isTried ? rebuild(original.mail, damage) : null;
        if (damaged === null) continue;
        tried += 1;
        const found = await differences(original, giveBack(damaged));
        const isFound = found.some((difference) => difference.level === 'must' && isAbout(difference, field));
        if (!isFound) overlooked.push(`${index}: ${JSON.stringify(found)}`);
      }
      expect(overlooked).toEqual([]);
      expect(tried).toBeGreaterThan(50);
    });
  },
);

/** Of mail that readers disagree on, a difference is a note (see the test of irregular mail). */
function isCertain({ isIrregular, parts }: Fingerprint): boolean {
  return !isIrregular && parts.every(({ sure, message }) => sure && (message === null || isCertain(message)));
}

/** What is changed inside an attached message is told of that message. */
function isAbout({ field }: Difference, wanted: DifferenceField): boolean {
  return field === wanted || field === 'attached message' || (wanted === 'body text' && field === 'attachment');
}
