import { describe, expect, test } from 'vitest';
import { all, codesOf, createItemBody, mimeElement, type Rig, rigsOfFile, USER } from '../../test/exchange/rig.ts';
import type { Fault, FaultThen } from './fault.ts';

const startRig = rigsOfFile();
const MESSAGE = mimeElement('Subject: x\r\n\r\nx');
const CREATE = createItemBody([MESSAGE, MESSAGE, MESSAGE]);
const faultOf = (text: string): string => all(text, /<e:ResponseCode[^>]*>([^<]*)/g)[0] ?? '';
const itemsOf = ({ exchange }: Rig): number => exchange.inspect(USER).flatMap(({ items }) => items).length;
const struckBy = async (then: FaultThen): Promise<Rig> => await startRig({ faults: [{ when: { nth: 1 }, then }] });

describe('a fault by script', () => {
  test.each<{ when: Fault['when']; struck: readonly number[] }>([
    { when: { nth: 2 }, struck: [2] },
    { when: { every: 2 }, struck: [2, 4] },
    { when: { every: 1, times: 3 }, struck: [1, 2, 3] },
    { when: { operation: 'GetItem' }, struck: [] },
    { when: { operation: 'CreateItem', nth: 1 }, struck: [1] },
    { when: { match: 'no such text' }, struck: [] },
  ])('with $when strikes the requests $struck of five', async ({ when, struck }) => {
    const { ask } = await startRig({ faults: [{ when, then: { is: 'http', status: 503 } }] });
    const found: number[] = [];
    for (const number of [1, 2, 3, 4, 5]) if ((await ask(CREATE)).status === 503) found.push(number);
    expect(found).toEqual(struck);
  });

  test('of the server as a whole does no work', async () => {
    const rig = await struckBy({ is: 'fault', code: 'ErrorInternalServerTransientError' });
    const answer = await rig.ask(CREATE);
    expect([answer.status, faultOf(answer.text), itemsOf(rig)]).toEqual([500, 'ErrorInternalServerTransientError', 0]);
  });

  test('of a busy server holds until its time is over, even when it names none', async () => {
    const named = await struckBy({ is: 'busy', backOffMs: 60_000 });
    expect((await named.ask(CREATE)).text).toContain('BackOffMilliseconds">60000<');
    expect(faultOf((await named.ask(CREATE)).text)).toBe('ErrorServerBusy');
    const unnamed = await struckBy({ is: 'busy' });
    expect((await unnamed.ask(CREATE)).text).not.toContain('BackOffMilliseconds');
  });

  test('cuts a batch short and leaves the rest untried', async () => {
    const rig = await struckBy({ is: 'stop-batch', after: 1 });
    const { text } = await rig.ask(CREATE);
    expect(codesOf(text)).toEqual(['NoError', 'ErrorBatchProcessingStopped', 'ErrorBatchProcessingStopped']);
    expect(all(text, /ResponseClass="(\w+)"/g)).toEqual(['Success', 'Warning', 'Warning']);
    expect(itemsOf(rig)).toBe(1);
  });

  test('refuses one item of a batch, with the true reason inside where it is told to', async () => {
    const rig = await struckBy({ is: 'item', at: 1, code: 'ErrorQuotaExceeded', inner: true });
    const { text } = await rig.ask(CREATE);
    expect(codesOf(text)).toEqual(['NoError', 'ErrorInternalServerError', 'NoError']);
    expect(text).toContain('InnerErrorResponseCode">ErrorQuotaExceeded<');
    expect(itemsOf(rig)).toBe(2);
  });

  test.each<{ then: FaultThen; items: number }>([
    { then: { is: 'cut', at: 'before-work' }, items: 0 },
    { then: { is: 'cut', at: 'after-work' }, items: 3 },
    { then: { is: 'cut', at: 'after-work', bytes: 100 }, items: 3 },
  ])('that ends the connection by $then leaves $items items', async ({ then, items }) => {
    const rig = await struckBy(then);
    await expect(rig.ask(CREATE)).rejects.toThrow(/aborted|hang up|reset/);
    expect(itemsOf(rig)).toBe(items);
  });

  test('lands the work after the connection has ended', async () => {
    const rig = await struckBy({ is: 'late', afterMs: 100 });
    await expect(rig.ask(CREATE)).rejects.toThrow(/hang up|reset/);
    expect(itemsOf(rig)).toBe(0);
    await expect.poll(() => itemsOf(rig)).toBe(3);
  });

  test.each([
    { work: false, items: 0 },
    { work: true, items: 3 },
  ])('of silence with work $work never answers and leaves $items items', async ({ work, items }) => {
    const rig = await struckBy({ is: 'silence', work });
    const stop = new AbortController();
    const asked = rig.ask(CREATE, { signal: stop.signal });
    await expect.poll(() => rig.exchange.counters.faultsStruck).toBe(1);
    await expect.poll(() => itemsOf(rig)).toBe(items);
    stop.abort();
    await expect(asked).rejects.toThrow('aborted');
  });

  test('of rubbish comes instead of the answer', async () => {
    const rig = await struckBy({ is: 'rubbish', body: '<html>welcome</html>', work: true });
    expect((await rig.ask(CREATE)).text).toBe('<html>welcome</html>');
    expect(itemsOf(rig)).toBe(3);
  });

  test('of a slow line still brings the whole answer', async () => {
    const rig = await struckBy({ is: 'drip', bytes: 300, everyMs: 1 });
    expect(codesOf((await rig.ask(CREATE)).text)).toEqual(['NoError', 'NoError', 'NoError']);
  });

  test('can be posted by another process, which sees the counters and the items', async () => {
    const rig = await startRig();
    const posted = await rig.post(JSON.stringify([{ when: { nth: 2 }, then: { is: 'http', status: 503 } }]), {
      path: '/sim/faults',
    });
    expect(posted.status).toBe(200);
    expect([(await rig.ask(CREATE)).status, (await rig.ask(CREATE)).status]).toEqual([200, 503]);
    const state: unknown = JSON.parse((await rig.post('', { path: '/sim/state', method: 'GET' })).text);
    expect(state).toMatchObject({
      counters: { sentMail: 0, itemsCreated: 3, faultsStruck: 1, requests: { CreateItem: 2 } },
      receiptsArmed: 0,
      mailboxes: { [USER]: { items: 3, folders: expect.arrayContaining([{ path: 'Inbox', items: 3, unread: 0 }]) } },
    });
  });
});
