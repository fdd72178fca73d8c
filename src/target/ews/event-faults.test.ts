/** Whatever happens to requests: one event is there, and it is complete; or it is not there at all. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/exchange/fault.ts';
import { FILE, ics, MOVED, moved, SERIES, SPAN } from '../../../test/exchange/event-scene.ts';
import { Scenes } from '../../../test/exchange/target-scene.ts';
import { folderOf, putTexts } from '../../../test/exchange/text-items.ts';
import { headsIn } from '../target-harness.contract.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

describe('whatever happens to requests', () => {
  const after = (operation: string, nth = 1): Fault => ({
    when: { operation, nth },
    then: { is: 'cut', at: 'after-work' },
  });
  test.each<{ readonly what: string; readonly faults: readonly Fault[] }>([
    { what: 'the series is saved and nobody hears of it', faults: [after('CreateItem')] },
    { what: 'a change of an occurrence is done and nobody hears of it', faults: [after('UpdateItem')] },
    { what: 'a day is taken out and nobody hears of it', faults: [after('DeleteItem')] },
    { what: 'a file is attached and nobody hears of it', faults: [after('CreateAttachment')] },
    {
      what: 'a file is attached twice and nobody hears of it',
      faults: [after('CreateAttachment'), after('CreateAttachment', 2)],
    },
    {
      what: 'the server is busy with each step',
      faults: ['CreateItem', 'UpdateItem', 'DeleteItem', 'CreateAttachment'].map((operation) => ({
        when: { operation, nth: 1 },
        then: { is: 'busy', backOffMs: 10 },
      })),
    },
    {
      what: 'the batch stops before anything is changed',
      faults: [{ when: { operation: 'UpdateItem', nth: 1 }, then: { is: 'stop-batch', after: 0 } }],
    },
    {
      what: 'something behind the server is away for a moment',
      faults: [
        {
          when: { operation: 'CreateAttachment', nth: 1 },
          then: { is: 'item', at: 0, code: 'ErrorMailboxStoreUnavailable' },
        },
      ],
    },
  ])('there is one event, and it is complete, when $what', async ({ faults }) => {
    const rig = await scenes.rig();
    const target = await rig.open({ homeZone: 'Europe/Berlin' });
    await folderOf(target, 'event', 'Calendar of a test');
    rig.exchange.setFaults(faults);
    const { losses, differs, back } = await moved(ics([...SERIES, FILE], [...MOVED, FILE]), target);
    expect({ losses, differs }).toEqual({ losses: [], differs: [] });
    expect(back.master?.attachments).toHaveLength(1);
  });

  test('an event whose file is refused for good is not there at all', async () => {
    const rig = await scenes.rig();
    const target = await rig.open();
    const folder = await folderOf(target, 'event', 'Refused');
    rig.exchange.setFaults([
      {
        when: { operation: 'CreateAttachment' },
        then: { is: 'item', at: 0, code: 'ErrorAttachmentSizeLimitExceeded' },
      },
    ]);
    const [settled] = await putTexts(target, folder, [{ kind: 'event', bytes: ics([...SPAN, FILE]) }]);
    expect(settled).toMatchObject({ is: 'failed', problem: { code: 'target.item-refused' } });
    rig.exchange.setFaults([]);
    expect(await headsIn(target, folder)).toEqual([]);
  });

  test('a series that is refused becomes its first occurrence, with the original beside it', async () => {
    const rig = await scenes.rig();
    const target = await rig.open({ homeZone: 'Europe/Berlin' });
    await folderOf(target, 'event', 'Calendar of a test');
    rig.exchange.setFaults([
      {
        when: { operation: 'CreateItem', nth: 1 },
        then: { is: 'item', at: 0, code: 'ErrorRecurrenceHasNoOccurrence' },
      },
    ]);
    const { losses, differs, back } = await moved(ics(SERIES), target);
    expect(losses.map(({ field }) => field)).toContain('recurrence');
    expect(differs).toEqual([]);
    expect(back.recurrence.rules).toEqual([]);
  });
});
