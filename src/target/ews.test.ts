import { afterEach, describe, expect, test } from 'vitest';
import { all, never } from '../../test/contract/contract.ts';
import { sampleMessages } from '../../test/contract/samples.ts';
import { cannedServer, operationAnswer, soapFault } from '../../test/exchange/canned-server.ts';
import {
  MAILBOX,
  openTargetRig,
  SERVICE,
  type TargetRig,
  type TargetRigOptions,
} from '../../test/exchange/target-rig.ts';
import { Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import type { FolderRole, TargetFolder } from '../model/folder.ts';
import type { TargetRef } from '../model/item.ts';
import type { Target } from '../model/target.ts';
import { needsImpersonation } from './ews.ts';
import { ensure, headsIn, putAll, targetOf, writeOf } from './target-harness.contract.ts';

const rigs: TargetRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) {
    expect(rig.exchange.counters.sentMail).toBe(0);
    await rig.close();
  }
});

async function rigOf(options: TargetRigOptions = {}): Promise<TargetRig> {
  const rig = await openTargetRig(options);
  rigs.push(rig);
  return rig;
}

async function failure(run: Promise<unknown>): Promise<Failure> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`a failure was expected, not ${String(error)}`);
  return error;
}

describe('opening', () => {
  test.each([
    ['svc@example.com', 'user@example.com', true],
    ['USER@Example.COM', 'user@example.com', false],
    ['EXAMPLE\\user', 'user@example.com', true],
    ['user', 'user@example.com', true],
  ])('the account %s of the mailbox %s impersonates: %s', (user, mailbox, expected) => {
    expect(needsImpersonation(user, mailbox)).toBe(expected);
  });

  test('with a wrong password fails at once, and the password is nowhere in the failure', async () => {
    const rig = await rigOf();
    const credentials = { kind: 'basic', user: SERVICE, secret: new Secret('streng-geheim') } as const;
    const found = await failure(rig.open({ credentials }));
    expect(found).toMatchObject({ code: 'target.sign-in-refused', facts: { user: SERVICE, host: '127.0.0.1' } });
    expect(JSON.stringify([found.message, found.facts, String(found.cause), found.stack])).not.toContain('geheim');
    expect(rig.paceClock.slept).toEqual([]);
  });

  test('with a wrong address says that there is no Exchange', async () => {
    const rig = await rigOf();
    const found = await failure(rig.open({ url: new URL('/somewhere/else', rig.exchange.url) }));
    expect(found.code).toBe('target.protocol');
    expect(found.message).toContain('no Exchange Web Services there');
  });

  test('a mailbox that does not exist says so', async () => {
    const rig = await rigOf();
    const found = await failure(rig.open({ mailbox: 'nobody@example.com' }));
    expect(found).toMatchObject({ code: 'target.mailbox-missing', facts: { mailbox: 'nobody@example.com' } });
  });

  test('a mailbox that the account may not act for says so', async () => {
    const account = { user: SERVICE, password: 'pässword', mayImpersonate: [], auth: ['basic'] } as const;
    const rig = await rigOf({ server: { accounts: [account] } });
    expect(await failure(rig.open())).toMatchObject({
      code: 'target.impersonation-refused',
      facts: { mailbox: MAILBOX },
    });
  });

  test('a port where nobody listens, and a host that is none, fail at once', async () => {
    const rig = await rigOf();
    const port = await cannedServer([]);
    await port.close();
    expect(await failure(rig.open({ url: port.url }))).toMatchObject({ code: 'connection.refused' });
    const url = new URL('https://no-such-host.invalid/EWS/Exchange.asmx');
    expect(await failure(rig.open({ url }))).toMatchObject({
      code: 'connection.host-unknown',
      facts: { side: 'target' },
    });
  });

  test('plain HTTP is refused before a password leaves, unless it is this machine and allowed', async () => {
    const rig = await rigOf();
    expect(await failure(rig.open({ allowInsecureLoopback: false }))).toMatchObject({ code: 'connection.tls-missing' });
    const url = new URL('http://mail.example.com/EWS/Exchange.asmx');
    expect(await failure(rig.open({ url }))).toMatchObject({ code: 'connection.tls-missing' });
  });

  test.each([
    ['EWS switched off for the organisation', { status: 403, body: 'EWS is disabled.' }, 'target.policy-forbids'],
    [
      'a page of another web server',
      { status: 200, body: '<!DOCTYPE html><html><body>Hi</body></html>' },
      'target.protocol',
    ],
    [
      'a version that the mailbox does not take',
      { status: 500, body: soapFault('ErrorInvalidServerVersion') },
      'target.protocol',
    ],
    [
      'a denial as a fault',
      { status: 500, body: soapFault('ErrorImpersonateUserDenied') },
      'target.impersonation-refused',
    ],
    [
      'an account that is switched off',
      { status: 500, body: soapFault('ErrorAccountDisabled') },
      'target.mailbox-missing',
    ],
    [
      'fewer answers than questions',
      { body: operationAnswer('GetFolder', [['Success', 'NoError', '<m:Folders/>']]) },
      'target.protocol',
    ],
  ] as const)('%s', async (_, answer, code) => {
    const rig = await rigOf();
    const server = await cannedServer([answer]);
    expect((await failure(rig.open({ url: server.url }))).code).toBe(code);
    await server.close();
  });
});

describe('folders', () => {
  const wanted = (path: readonly string[], role: FolderRole = 'plain', sourcePath = path) =>
    ({ path, role, kind: 'message', sourcePath }) as const;

  test('special ones are found by what they are, and never made twice', async () => {
    const target = await (await rigOf()).open();
    const before = await target.folders(never());
    const roles: readonly FolderRole[] = ['inbox', 'sent', 'drafts', 'trash', 'junk'];
    for (const role of roles) {
      const found = await target.ensureFolder(wanted(['Whatever'], role), never());
      expect(found).toEqual(before.find((folder) => folder.role === role));
    }
    expect(await target.folders(never())).toEqual(before);
  });

  test('an archive is the folder of that name if there is one, and is made if not', async () => {
    const target = await (await rigOf()).open();
    const made = await target.ensureFolder(wanted(['Archive'], 'archive'), never());
    expect(made.path).toEqual(['Archive']);
    const found = (await target.folders(never())).find((folder) => folder.role === 'archive');
    expect(found?.serverName).toBe(made.serverName);
    expect((await target.ensureFolder(wanted(['ARCHIVE'], 'archive'), never())).serverName).toBe(made.serverName);
  });

  test('those for calendars, contacts and outgoing mail are listed as what they are', async () => {
    const kinds = new Map(
      (await (await (await rigOf()).open()).folders(never())).map(({ path, kind }) => [path.join('/'), kind]),
    );
    expect([
      kinds.get('Calendar'),
      kinds.get('Contacts'),
      kinds.get('Tasks'),
      kinds.get('Outbox'),
      kinds.get('Inbox'),
    ]).toEqual(['event', 'contact', 'task', 'note', 'message']);
  });

  test('one that its owner renamed or moved is found again by where it came from; one that was thrown away is not', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const made = await target.ensureFolder(wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']), never());
    const rename = (name: string, parent?: string): void => {
      const [mailbox] = rig.exchange.mailboxes.all();
      const folder = [...(mailbox?.folders.values() ?? [])].find(
        (one) => one.state.name === 'Name' || one.state.name === 'New',
      );
      const under = [...(mailbox?.folders.values() ?? [])].find((one) => one.state.distinguished === parent);
      if (mailbox === undefined || folder === undefined) throw new Error('the folder is there');
      mailbox.changeFolder(folder, { ...folder.state, name, parent: under?.id ?? folder.state.parent });
    };
    rename('New');
    const later = await (await rig.open()).ensureFolder(
      wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']),
      never(),
    );
    expect(later).toEqual({ ...made, path: ['Old', 'New'] });
    rename('Name', 'deleteditems');
    const last = await (await rig.open()).ensureFolder(
      wanted(['Old', 'Name'], 'plain', ['INBOX', 'Old', 'Name']),
      never(),
    );
    expect(last.path).toEqual(['Old', 'Name']);
    expect(last.serverName).not.toBe(made.serverName);
  });

  test('many asked for at once, with parents in common, are made once each', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const paths = Array.from({ length: 20 }, (_, index) => ['P', `Q${index % 3}`, `R${index % 5}`]);
    const made = await Promise.all(paths.map((path) => target.ensureFolder(wanted(path), never())));
    expect(new Set(made.map((folder) => folder.serverName)).size).toBe(15);
    expect(rig.exchange.counters.requests['CreateFolder']).toBe(1 + 3 + 15);
  });

  test('one that somebody else makes at the same moment is used', async () => {
    const rig = await rigOf();
    const [mine, other] = [await rig.open(), await rig.open()];
    const theirs = await ensure(other, ['Shared', 'One']);
    expect(await mine.ensureFolder(wanted(['shared', 'one']), never())).toMatchObject({
      serverName: theirs.serverName,
    });
  });

  test.each(['before-work', 'after-work'] as const)('one whose answer is lost %s is there once', async (at) => {
    const rig = await rigOf();
    const target = await rig.open();
    rig.exchange.setFaults([{ when: { operation: 'CreateFolder', nth: 1 }, then: { is: 'cut', at } }]);
    const made = await ensure(target, ['Once']);
    const there = (await target.folders(never())).filter(({ path }) => path[0] === 'Once');
    expect(there.map(({ serverName }) => serverName)).toEqual([made.serverName]);
  });

  test('a name that the server refuses is a failure of that folder, with its words', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    rig.exchange.setFaults([
      { when: { operation: 'CreateFolder' }, then: { is: 'item', at: 0, code: 'ErrorInvalidFolderName' } },
    ]);
    const found = await failure(ensure(target, ['Odd', 'Deep']));
    expect(found).toMatchObject({ code: 'target.folder-refused', facts: { folder: 'Odd' } });
    expect(found.message).toContain('ErrorInvalidFolderName');
    rig.exchange.setFaults([]);
    expect((await ensure(target, ['Odd', 'Deep'])).path).toEqual(['Odd', 'Deep']);
  });

  test('a name that a calendar has is no place for mail', async () => {
    const target = await (await rigOf()).open();
    expect(await failure(ensure(target, ['Calendar']))).toMatchObject({ code: 'target.folder-refused' });
  });
});

describe('changing what is there', () => {
  interface Written {
    readonly rig: TargetRig;
    readonly target: Target;
    readonly folder: TargetFolder;
    readonly refs: readonly TargetRef[];
  }
  async function written(count = 10): Promise<Written> {
    const rig = await rigOf();
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    const messages = Array.from({ length: Math.ceil(count / 10) }, (_, set) => sampleMessages(set * 10))
      .flat()
      .slice(0, count);
    return { rig, target, folder, refs: (await putAll(target, folder, messages)).map(targetOf) };
  }
  const ref = (index: number) => writeOf(sampleMessages(index)[0]).item.ref;

  test.each(['ErrorStaleObject', 'ErrorIrresolvableConflict', 'ErrorChangeKeyRequiredForWriteOperations'])(
    'a change key that is wanted or stale (%s) is fetched, and the change made',
    async (code) => {
      const { rig, target, folder, refs } = await written();
      rig.exchange.setFaults([{ when: { operation: 'UpdateItem', times: 2 }, then: { is: 'item', at: 0, code } }]);
      const changes = refs.map((one, index) => ({ ref: ref(index), target: one, version: 'flagged seen\nblue' }));
      expect((await target.update(folder, changes, never())).map((one) => one.is)).toEqual(refs.map(() => 'copied'));
      expect((await headsIn(target, folder)).map((head) => head.version.replace('draft ', ''))).toEqual(
        refs.map(() => 'flagged seen\nblue'),
      );
    },
  );

  test.each<readonly [string, Parameters<TargetRig['exchange']['setFaults']>[0]]>([
    ['cut after the work', [{ when: { operation: 'UpdateItem', nth: 2 }, then: { is: 'cut', at: 'after-work' } }]],
    ['stopped in the middle', [{ when: { operation: 'UpdateItem', nth: 1 }, then: { is: 'stop-batch', after: 7 } }]],
    [
      'too long for the server',
      [{ when: { operation: 'UpdateItem', times: 2 }, then: { is: 'fault', code: 'ErrorTimeoutExpired' } }],
    ],
    [
      'for a moment not to be done',
      [
        {
          when: { operation: 'UpdateItem', times: 2 },
          then: { is: 'item', at: 3, code: 'ErrorMailboxStoreUnavailable' },
        },
      ],
    ],
  ])('changes in many requests, one of them %s, are all made', async (_, faults) => {
    const { rig, target, folder, refs } = await written(120);
    rig.exchange.setFaults(faults);
    const changes = refs.map((one, index) => ({ ref: ref(index), target: one, version: 'answered seen' }));
    expect((await target.update(folder, changes, never())).every((one) => one.is === 'copied')).toBe(true);
    expect(new Set((await headsIn(target, folder)).map((head) => head.version.replace('draft ', '')))).toEqual(
      new Set(['answered seen']),
    );
  });

  test.each(['before-work', 'after-work'] as const)(
    'a move whose answer is lost %s is done once, and its new names are known',
    async (at) => {
      const { rig, target, folder, refs } = await written();
      const there = await ensure(target, ['There']);
      rig.exchange.setFaults([{ when: { operation: 'MoveItem', nth: 1 }, then: { is: 'cut', at } }]);
      const moved = await target.move(folder, there, refs, never());
      expect([...moved.keys()].sort()).toEqual([...refs].sort());
      expect(new Set(moved.values())).toEqual(new Set((await headsIn(target, there)).map((head) => head.target)));
      expect(rig.itemsIn(folder)).toHaveLength(0);
      expect(rig.itemsIn(there)).toHaveLength(10);
    },
  );

  test('removing what is already gone is no error, and what is refused is', async () => {
    const { rig, target, folder, refs } = await written();
    await target.remove(folder, refs.slice(0, 4), never());
    await target.remove(folder, refs, never());
    expect(rig.itemsIn(folder)).toHaveLength(0);
    rig.exchange.setFaults([
      { when: { operation: 'DeleteItem' }, then: { is: 'item', at: 0, code: 'ErrorAccessDenied' } },
    ]);
    expect((await failure(target.remove(folder, refs, never()))).code).toBe('target.impersonation-refused');
  });

  test('doubts beyond the number that are searched one by one are found by walking the folder', async () => {
    const { rig, target, folder, refs } = await written(60);
    const messages = Array.from({ length: 6 }, (_, set) => sampleMessages(set * 10)).flat();
    const doubts = messages.map((message) => {
      const { item, marker } = writeOf(message);
      return { marker, sizeBytes: item.sizeBytes, receivedAt: item.receivedAt };
    });
    const found = await target.find(folder, doubts, never());
    expect(doubts.map(({ marker }) => found.get(marker))).toEqual(refs.map((one) => [one]));
    expect(rig.exchange.counters.requests['FindItem']).toBeUndefined();
  });
});

describe('reading back', () => {
  test('an item that has gone, and one that the server does not give, come with the reason; the others come', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    const refs = (await putAll(target, folder, sampleMessages())).map(targetOf);
    await target.remove(folder, refs.slice(0, 1), never());
    rig.exchange.setFaults([
      { when: { operation: 'GetItem', nth: 2 }, then: { is: 'item', at: 1, code: 'ErrorCorruptData' } },
    ]);
    const found = await all(target.read(folder, refs, never()));
    expect(new Set(found.map((item) => item.target))).toEqual(new Set(refs));
    const reasons = new Map(found.map((item) => [item.target, item.why]));
    expect(refs.map((one) => reasons.get(one)?.replace(/:.*/, '') ?? null)).toEqual([
      'ErrorItemNotFound',
      null,
      'ErrorCorruptData',
      ...refs.slice(3).map(() => null),
    ]);
  });

  test('an answer that is cut in the middle is asked for again, and nothing comes twice', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    const refs = (await putAll(target, folder, sampleMessages())).map(targetOf);
    rig.exchange.setFaults([
      { when: { operation: 'GetItem', nth: 2 }, then: { is: 'cut', at: 'after-work', bytes: 4000 } },
    ]);
    const found = await all(target.read(folder, refs, never()));
    expect(found.map((item) => item.why)).toEqual(refs.map(() => null));
    expect(found.map((item) => item.target).sort()).toEqual([...refs].sort());
  });

  test('a folder of several pages is listed whole', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const folder = await ensure(target, ['Many']);
    const messages = Array.from({ length: 110 }, (_, set) => sampleMessages(set * 10)).flat();
    await putAll(target, folder, messages);
    const pages = await all(target.list(folder, never()));
    expect(pages.map((page) => page.length)).toEqual([512, 512, 76]);
    expect(new Set(pages.flat().map((head) => head.marker)).size).toBe(1100);
    expect(rig.exchange.counters.requests['GetItem']).toBeUndefined();
  });

  test('what SyncFolderItems leaves out is fetched item by item', async () => {
    const rig = await rigOf();
    const target = await rig.open();
    const item = (id: string): string => `<t:Create><t:Message><t:ItemId Id="${id}"/></t:Message></t:Create>`;
    const full =
      '<m:Items><t:Message><t:ItemId Id="A"/><t:DateTimeReceived>2019-03-04T05:06:07Z</t:DateTimeReceived><t:Size>12</t:Size>' +
      '<t:IsDraft>false</t:IsDraft><t:IsRead>true</t:IsRead></t:Message></m:Items>';
    const folders = operationAnswer(
      'GetFolder',
      Array.from(
        { length: 7 },
        (_, index) =>
          ['Success', 'NoError', `<m:Folders><t:Folder><t:FolderId Id="F${index}"/></t:Folder></m:Folders>`] as const,
      ),
    );
    const none = operationAnswer('FindFolder', [
      ['Success', 'NoError', '<m:RootFolder IncludesLastItemInRange="true"><t:Folders/></m:RootFolder>'],
    ]);
    const both = await cannedServer([
      { body: folders },
      { body: none },
      {
        body: operationAnswer('SyncFolderItems', [
          [
            'Success',
            'NoError',
            `<m:SyncState>S</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>${item('A')}${item('B')}</m:Changes>`,
          ],
        ]),
      },
      {
        body: operationAnswer('GetItem', [
          ['Success', 'NoError', full],
          ['Error', 'ErrorItemNotFound', '<m:Items/>'],
        ]),
      },
    ]);
    const canned = await rig.open({ url: both.url });
    const [folder] = await target.folders(never());
    if (folder === undefined) throw new Error('there are folders');
    expect(await headsIn(canned, folder)).toEqual([
      { target: 'A', marker: null, sizeBytes: 12, receivedAt: Date.UTC(2019, 2, 4, 5, 6, 7), version: 'seen' },
    ]);
    await both.close();
  });
});
