import { describe, expect, test } from 'vitest';
import type { World } from '../../test/engine/world.ts';
import {
  copiedWorld,
  copyOf,
  INBOX,
  MAILS,
  rebuilding,
  receivedAt,
  replaceText,
  verified,
} from '../../test/verify/proof-world.ts';
import { instant } from '../base/clock.ts';
import { messageVersion } from '../model/item.ts';
import type { Target } from '../model/target.ts';

const DAMAGES: readonly {
  readonly what: string;
  readonly damage: (world: World) => void;
  readonly code: string;
  readonly says: string | RegExp;
}[] = [
  {
    what: 'lost',
    damage: (world) => void world.target.items(INBOX).delete(copyOf(world, 3)[0]),
    code: 'proof.missing',
    says: '',
  },
  {
    what: 'truncated in its attachment',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      world.target.items(INBOX).set(ref, { ...item, bytes: item.bytes.subarray(0, item.bytes.length - 40) });
    },
    code: 'proof.differs',
    says: 'attachment "figures.pdf" differs',
  },
  {
    what: 'truncated to its header',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      const end = item.bytes.indexOf('\r\n\r\n') + 4;
      world.target.items(INBOX).set(ref, { ...item, bytes: item.bytes.subarray(0, end) });
    },
    code: 'proof.differs',
    says: /body text is missing.*attachment "figures.pdf" is missing/,
  },
  {
    what: 'emptied',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      world.target.items(INBOX).set(ref, { ...item, bytes: Buffer.alloc(0) });
    },
    code: 'proof.differs',
    says: /subject is missing/,
  },
  {
    what: 'there twice',
    damage: (world) => void world.target.items(INBOX).set(world.target.newRef(), copyOf(world, 3)[1]),
    code: 'proof.doubled',
    says: '',
  },
  {
    what: 'dated a day later',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      world.target.items(INBOX).set(ref, { ...item, receivedAt: instant(item.receivedAt + 86_400_000) });
    },
    code: 'proof.differs',
    says: 'received date differs',
  },
  {
    what: 'dated a second earlier',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      world.target.items(INBOX).set(ref, { ...item, receivedAt: instant(item.receivedAt - 1000) });
    },
    code: 'proof.differs',
    says: 'received date differs',
  },
  {
    what: 'made a draft',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      const version = messageVersion({ flags: new Set(['seen', 'draft']), keywords: ['Customers'] });
      world.target.items(INBOX).set(ref, { ...item, version });
    },
    code: 'proof.differs',
    says: 'draft state differs',
  },
  {
    what: 'changed in one word of its body',
    damage: (world) => replaceText(world, 3, 'figures of week', 'figures of month'),
    code: 'proof.differs',
    says: 'body text differs',
  },
  {
    what: 'changed in its subject',
    damage: (world) => replaceText(world, 3, 'Report number', 'Report nummer'),
    code: 'proof.differs',
    says: 'subject differs',
  },
  {
    what: 'without one recipient',
    damage: (world) => replaceText(world, 3, ', carol@example.net', ''),
    code: 'proof.differs',
    says: 'recipients differs',
  },
  {
    what: 'changed in one byte of its attachment',
    damage: (world) => replaceText(world, 3, 'JVBERi', 'JVBERj'),
    code: 'proof.differs',
    says: 'attachment "figures.pdf" differs',
  },
  {
    what: 'sent at another hour',
    damage: (world) => replaceText(world, 3, '10:00:00 +0000', '10:00:00 +0100'),
    code: 'proof.differs',
    says: 'sent date differs',
  },
  {
    what: 'exchanged with another message',
    damage: (world) => {
      const [ref, item] = copyOf(world, 3);
      world.target.items(INBOX).set(ref, { ...item, bytes: copyOf(world, 4)[1].bytes });
    },
    code: 'proof.differs',
    says: /subject differs/,
  },
];

describe.each([
  { target: 'keeps bytes', wrapTarget: (target: Target) => target },
  { target: 'rebuilds messages', wrapTarget: rebuilding },
])('where the target $target', ({ wrapTarget }) => {
  test('a copy without damage is verified', async () => {
    const world = await copiedWorld();
    const proof = await verified(world, { wrapTarget });
    expect(proof).toMatchObject({ grade: 'verified', exceptionsCount: 0, exceptions: [] });
    expect(proof.folders[0]?.items.verified).toBe(MAILS);
  });

  test.each(DAMAGES)('a message that is $what is named, and it alone', async ({ damage, code, says }) => {
    const world = await copiedWorld();
    damage(world);
    const proof = await verified(world, { wrapTarget });
    expect(proof.grade).toBe('not-verified');
    expect(proof.exceptions.map(({ problem }) => problem.code)).toEqual([code]);
    const [exception] = proof.exceptions;
    expect(exception?.details.join('; ')).toMatch(says);
    expect(exception?.headers).toMatchObject({ subject: 'Report number 3', from: 'Ann Example <ann@example.com>' });
    expect(exception?.receivedAt).toBe(receivedAt(3));
    expect(proof.folders[0]?.items).toMatchObject({ verified: MAILS - 1, failed: 1 });
  });

  test.each(DAMAGES)(
    'a proven message that is $what afterwards is named when all is read again',
    async ({ damage, code }) => {
      const world = await copiedWorld();
      await verified(world, { wrapTarget });
      damage(world);
      const proof = await verified(world, { wrapTarget, scope: 'all' });
      expect(proof.exceptions.map(({ problem }) => problem.code)).toEqual([code]);
    },
  );
});
