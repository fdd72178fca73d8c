import { readdir, rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../../sim/imap/fault.ts';
import { all, never } from '../../../test/contract/contract.ts';
import { openSource } from '../../../test/imap/source.ts';
import {
  AT,
  caught,
  fault,
  isUnreadable,
  plainFolder,
  readTexts,
  startRig,
  textIn,
  textOf,
} from '../../../test/imap/source-rig.ts';
import { startTalk } from '../../../test/imap/talk.ts';
import type { SourceRef } from '../../model/item.ts';

describe('a message the server makes trouble with', () => {
  const refusal: FaultAction = { is: 'answer', text: 'NO [SERVERBUG] internal error', when: 'before' };

  test('is unreadable, and the others of its batch come', async () => {
    const { source, folder, refs, server } = await startRig(5);
    const asked = await refs();
    server.setFaults([fault(/^UID FETCH (1:5|2:5|3:5|3) /, refusal, 'each')]);
    const texts = await readTexts(source, await folder(), asked);
    expect(texts.size).toBe(5);
    expect(texts.get(asked[2] ?? '')).toBe('unreadable: internal error');
    expect(texts.get(asked[4] ?? '')).toBe(textOf(5));
  });

  test('because it drops the line each time is unreadable, and the others come', async () => {
    const { source, folder, refs, server } = await startRig(5);
    const asked = await refs();
    const holding = /^UID FETCH (1:5|2:5|3:5|2,|3,|3 |\S*3)/;
    server.setFaults([fault(holding, { is: 'close', when: 'before' }, 'each')]);
    const texts = await readTexts(source, await folder(), asked);
    expect([...texts].filter(([, text]) => text.startsWith('unreadable'))).toHaveLength(1);
    expect(texts.get(asked[2] ?? '')).toMatch(/^unreadable: the server closed/);
    expect(texts.size).toBe(5);
  });

  test('that was removed meanwhile is missing, and no exception', async () => {
    const { source, folder, refs, inbox } = await startRig(5);
    const asked = await refs();
    const texts = readTexts(source, await folder(), asked);
    inbox.remove(new Set([2, 4]));
    expect([...(await texts).keys()]).toEqual([asked[0], asked[2], asked[4]]);
  });

  test.each([
    { what: 'sends NIL for', answer: '* 2 FETCH (UID 2 FLAGS () BODY[] NIL)' },
    { what: 'says nothing of', answer: '* OK nothing' },
  ])('that the server lists and $what is unreadable', async ({ answer }) => {
    const talk = await startTalk({
      on: (asked) => {
        if (asked.command.startsWith('UID FETCH')) {
          asked.answer(
            'OK',
            '* 1 FETCH (UID 1 FLAGS () INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[] "one")',
            answer,
          );
        } else if (asked.command.startsWith('UID SEARCH')) asked.answer('OK', '* ESEARCH (TAG "x") UID ALL 1:2');
        else return false;
        return true;
      },
    });
    const { source } = await openSource(talk.port);
    const texts = await readTexts(source, plainFolder('x'), ['7:1', '7:2', '6:3'] as SourceRef[]);
    expect([...texts]).toEqual([
      ['7:1', 'one'],
      ['7:2', expect.stringContaining('unreadable')],
    ]);
  });

  test('larger than can be moved is unreadable, whatever the listing said', async () => {
    const size = 161 * 1024 * 1024;
    const talk = await startTalk({
      on: (asked) => {
        if (!asked.command.startsWith('UID FETCH')) return false;
        asked.say(`* 1 FETCH (UID 1 FLAGS () INTERNALDATE "17-Jul-1996 02:44:25 -0700" BODY[] {${size}}\r\n`);
        for (let sent = 0; sent < size; sent += 1024 * 1024) asked.say(Buffer.alloc(1024 * 1024));
        asked.answer('OK', ')');
        return true;
      },
    });
    const { source, spoolFolder } = await openSource(talk.port);
    const texts = await readTexts(source, plainFolder('x'), ['7:1'] as SourceRef[]);
    expect(texts.get('7:1')).toMatch(/^unreadable: it has 168820736 bytes/);
    expect(await readdir(spoolFolder)).toEqual([]);
  });
});

describe('large messages', () => {
  test('wait in the spool folder under no name, and a full disk is said as such', async () => {
    const { source, folder, refs, inbox, spoolFolder } = await startRig(0);
    inbox.add({ bytes: Buffer.alloc(3_000_000, 'x'), internalDate: AT });
    const [item] = await all(source.read(await folder(), await refs(), never()));
    if (item === undefined || isUnreadable(item) || item.content.is === 'held')
      throw new Error('a large item is spooled');
    expect(await readdir(spoolFolder)).toEqual([]);
    expect((await textIn(item)).length).toBe(3_000_000);
    await item.content.drop();
    await rm(spoolFolder, { recursive: true });
    expect(await caught(all(source.read(await folder(), await refs(), never())))).toMatchObject({
      code: 'spool.not-writable',
    });
  });
});
