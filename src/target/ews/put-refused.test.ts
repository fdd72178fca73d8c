/** What becomes of messages that Exchange does not take as they are. */
import { afterEach, describe, expect, test } from 'vitest';
import { bigMessage, type SampleMessage, sampleMessages } from '../../../test/contract/samples.ts';
import { many, outcomes, Scenes } from '../../../test/exchange/target-scene.ts';
import { contentAt, ensure, headsIn, markerOf, putAll, targetOf } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());
const created = { operation: 'CreateItem' } as const;

describe('a message that Exchange refuses', () => {
  const [first, second, third] = sampleMessages();
  const broken: SampleMessage = {
    ...second,
    bytes: Buffer.from(
      'From: =?utf-8?Q?Ann?= <ann@example.com>\nSubject: Gr\xfc\xdfe\nTo: b@example.com\n\nNUL \0 and\rline ends\n',
      'latin1',
    ),
  };

  test('is sent again repaired, and that is reported', async () => {
    const { rig, target, folder } = await scenes.scene([
      { when: { ...created, nth: 1 }, then: { is: 'item', at: 1, code: 'ErrorMimeContentInvalid' } },
    ]);
    const settled = await putAll(target, folder, [first, broken, third]);
    expect(outcomes(settled)).toEqual(['copied', 'copied', 'copied']);
    const [, one] = settled;
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([
      {
        field: 'MIME',
        how: 'changed',
        why: expect.stringMatching(/^repaired \(8-bit header, NUL bytes, line ends\), for: ErrorMimeContentInvalid/),
      },
    ]);
    const back = (await contentAt(target, folder, targetOf(one))).toString('latin1');
    expect(back).toContain('NUL  and');
    expect(rig.itemsIn(folder)).toHaveLength(3);
  });

  test('and refused again repaired arrives as an attachment of a plain message, with its dates and flags', async () => {
    const { target, folder } = await scenes.scene([
      { when: { ...created, times: 2 }, then: { is: 'item', at: 0, code: 'ErrorCorruptData' } },
    ]);
    const settled = await putAll(target, folder, [{ ...broken, flags: ['flagged', 'seen'] }]);
    const [one] = settled;
    expect(one?.is === 'copied' ? one.losses : []).toMatchObject([
      { field: 'MIME', how: 'changed', why: expect.stringContaining('wrapped') },
    ]);
    const [head] = await headsIn(target, folder);
    expect(head).toMatchObject({ receivedAt: broken.receivedAt, version: 'flagged seen', marker: markerOf(broken) });
    const back = (await contentAt(target, folder, targetOf(one))).toString('latin1');
    expect(back).toContain('original.eml');
    expect(back).toContain('ann@example.com');
  });

  test('in every form is a named exception, and its neighbours arrive', async () => {
    const code = 'ErrorContentConversionFailed';
    const { target, folder } = await scenes.scene([
      { when: { ...created, nth: 1 }, then: { is: 'item', at: 1, code } },
      { when: { ...created, nth: 2 }, then: { is: 'item', at: 0, code } },
      { when: { ...created, nth: 3 }, then: { is: 'item', at: 0, code } },
    ]);
    const settled = await putAll(target, folder, [first, broken, third]);
    expect(outcomes(settled)).toEqual(['copied', 'failed', 'copied']);
    const [, one] = settled;
    expect(one?.is === 'failed' ? one.problem : null).toMatchObject({
      code: 'target.item-refused',
      facts: { reason: expect.stringContaining(code) },
    });
  });

  test('because the whole request fails over it, is found among its neighbours, which arrive', async () => {
    const poison: SampleMessage = {
      ...second,
      bytes: Buffer.from('Subject: poison\r\n\r\nPOISON-POISON-POISON-POISON\r\n'),
    };
    const { target, folder, copies } = await scenes.scene([
      { when: { ...created, match: markerOf(poison) }, then: { is: 'fault', code: 'ErrorInternalServerError' } },
    ]);
    const messages = [...many(20).slice(3), poison];
    const settled = await putAll(target, folder, messages);
    expect(settled.slice(0, -1).every((one) => one.is === 'copied')).toBe(true);
    expect(settled.at(-1)?.is).toBe('failed');
    expect(await copies(messages.slice(0, -1))).toEqual(messages.slice(0, -1).map(() => 1));
  });

  test.each(['ErrorMessageSizeExceeded', 'ErrorDataSizeLimitExceeded'])(
    'for its size (%s) is too large and not wrapped',
    async (code) => {
      const { rig, target, folder } = await scenes.scene([{ when: created, then: { is: 'item', at: 0, code } }]);
      const [one] = await putAll(target, folder, [first]);
      expect(one).toMatchObject({ is: 'failed', problem: { code: 'target.too-large' } });
      expect(rig.exchange.counters.requests['CreateItem']).toBe(1);
    },
  );
});

describe('large messages', () => {
  test('above the limit are never sent', async () => {
    const rig = await scenes.rig();
    const target = await rig.open({ requestBytesMax: 2_000_000 });
    expect(target.traits.itemBytesMax).toBe(1_303_392);
    const folder = await ensure(target, ['Here']);
    const [small] = sampleMessages();
    const settled = await putAll(target, folder, [bigMessage(1_400_000), small]);
    expect(settled).toMatchObject([
      { is: 'failed', problem: { code: 'target.too-large', facts: { limit: '1303392' } } },
      { is: 'copied' },
    ]);
    expect(rig.exchange.counters.requests['CreateItem']).toBe(1);
  });

  test.each([413, 404])(
    'that the web server refuses with %i are too large, those around them arrive',
    async (status) => {
      const large = bigMessage(3_000_000);
      const when = { ...created, match: markerOf(large) };
      const { target, folder } = await scenes.scene([{ when, then: { is: 'http', status } }]);
      const [small] = sampleMessages();
      const settled = await putAll(target, folder, [large, small]);
      expect(settled).toMatchObject([{ is: 'failed', problem: { code: 'target.too-large' } }, { is: 'copied' }]);
    },
  );
});
