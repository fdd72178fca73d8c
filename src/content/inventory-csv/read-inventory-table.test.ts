import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { Inventory } from '../../model/inventory.ts';
import { readInventoryTable } from './read-inventory-table.ts';
import { TableError } from './table-error.ts';

const GB = 1024 ** 3;
const MB = 1024 ** 2;

function read(text: string | Buffer, domain: string | null = null): Inventory {
  return readInventoryTable(Buffer.from(text), { file: 'table.csv', domain, takenAt: instant(0) });
}
const addresses = ({ mailboxes }: Inventory): readonly string[] => mailboxes.map(({ address }) => address);

describe('an export of the control panel', () => {
  test('with the names of the API becomes mailboxes with sizes in MB, dates and forwarding', () => {
    const found = read(
      'name,size,currentUsage,enabled,createdDate,lastLogin,emailForwardingAddressList,saveForwardedEmail\r\n' +
        'Bob,25600,512,true,1/15/2019 9:00:00 AM,3/5/2024 12:07:09 AM,"a@x.example,b@x.example",false\r\n',
      'Example.com',
    );
    expect(found.mailboxes).toEqual([
      {
        address: 'bob@example.com',
        platform: null,
        displayName: null,
        isEnabled: true,
        bytesMax: 25 * GB,
        bytesUsed: 512 * MB,
        createdAt: '2019-01-15T09:00:00',
        lastSignIn: '2024-03-05T00:07:09',
        forwarding: { addresses: ['a@x.example', 'b@x.example'], keepsCopy: false },
        autoReply: null,
        visibility: null,
        contact: null,
        otherAddresses: null,
        spam: null,
      },
    ]);
    expect(found.domains).toMatchObject([{ name: 'example.com', platforms: null }]);
    expect(found.exceptions).toEqual([]);
  });

  test('may begin with a title and a blank line, have semicolons and a mark for Excel', () => {
    const found = read(
      '\ufeffsep=;\r\nMailboxes of example.com;;\r\n\r\nE-Mail-Adresse;Anzeigename;Status\r\nb@x.example;Bob;Disabled\r\n',
    );
    expect(found.mailboxes).toMatchObject([{ address: 'b@x.example', displayName: 'Bob', isEnabled: false }]);
  });

  test('may be in Windows-1252', () => {
    const found = read(Buffer.from('Email,Display Name\nj@x.example,J\u00fcrgen\n', 'latin1'));
    expect(found.mailboxes[0]?.displayName).toBe('J\u00fcrgen');
  });

  test.each([
    ['Email,Quota (GB),Usage (MB)', 'b@x.example,25,1536', 25 * GB, 1536 * MB],
    ['Email,Quota in GB,Size in MB', 'b@x.example,25,1536', 25 * GB, 1536 * MB],
    ['Email,Mailbox Size,Current Usage', 'b@x.example,25 GB,"1,536 MB"', 25 * GB, 1536 * MB],
    ['Email,Storage', 'b@x.example,1.5 GB / 25 GB (6%)', 25 * GB, 1.5 * GB],
    ['Email,Storage Used', 'b@x.example,1.5 GB of 25 GB', 25 * GB, 1.5 * GB],
    ['Email,Total Item Size', 'b@x.example,"1.5 GB (1,610,612,736 bytes)"', null, 1.5 * GB],
    ['Email,Used bytes,Limit bytes', 'b@x.example,1610612736,26843545600', 25 * GB, 1.5 * GB],
    ['Email;Belegt;Kontingent', 'b@x.example;1,5 GB;25 GB', 25 * GB, 1.5 * GB],
    ['Email,Size', 'b@x.example,unlimited', null, null],
  ])('says sizes as people write them: %s | %s', (headings, row, bytesMax, bytesUsed) => {
    expect(read(`${headings}\n${row}\n`).mailboxes).toMatchObject([{ bytesMax, bytesUsed }]);
  });

  test.each([
    ['3/5/2024 2:07:09 PM', '2024-03-05T14:07:09'],
    ['2024-03-05T14:07:09Z', '2024-03-05T14:07:09'],
    ['2024-03-05', '2024-03-05T00:00:00'],
    ['05.03.2024 14:07', '2024-03-05T14:07:00'],
    ['25/3/2024', '2024-03-25T00:00:00'],
    ['Never', 'never'],
    ['13/13/2024', null],
    ['yesterday', null],
  ])('says when somebody signed in last: %s', (cell, lastSignIn) => {
    expect(read(`Email,Last Login\nb@x.example,"${cell}"\n`).mailboxes[0]?.lastSignIn).toBe(lastSignIn);
  });

  test('never lets a password through, whatever its column is called', () => {
    const found = read(
      'Username,Password,Kennwort,Mot de passe,Initial pwd,API key,Enabled\nbob@x.example,planted1,planted2,planted3,planted4,planted5,yes\n',
    );
    expect(addresses(found)).toEqual(['bob@x.example']);
    expect(JSON.stringify(found)).not.toContain('planted');
  });

  test('with lines that say nothing names them by number, and reads the others', () => {
    const found = read('Mailbox,Domain\nbob,x.example\neve,\n"two words",x.example\nanna,x.example\n');
    expect(addresses(found)).toEqual(['anna@x.example', 'bob@x.example']);
    expect(found.exceptions.map(({ subject }) => subject)).toEqual(['table.csv:3', 'table.csv:4']);
  });

  test('with a thousand bad lines names a hundred, and says how many more there are', () => {
    const found = read(`Mailbox,Domain\nbob,x.example\n${'eve,\n'.repeat(1000)}`);
    expect(found.exceptions).toHaveLength(101);
    expect(found.exceptions.at(-1)?.problem.facts['reason']).toBe('900 more lines');
  });
});

describe('a table of lists', () => {
  test('has one line for each alias, or one for each member', () => {
    const found = read(
      'Alias,Members\nInfo@x.example,"a@x.example, b@y.example"\nsales@x.example,a@x.example\nsales@x.example,c@x.example\n',
    );
    expect(found.mailboxes).toEqual([]);
    expect(found.lists).toEqual([
      { address: 'info@x.example', is: 'alias', members: ['a@x.example', 'b@y.example'] },
      { address: 'sales@x.example', is: 'alias', members: ['a@x.example', 'c@x.example'] },
    ]);
  });

  test('of groups tells groups', () => {
    const found = read('Group List,Member\nall,a@x.example\nall,b@x.example\n', 'x.example');
    expect(found.lists).toEqual([{ address: 'all@x.example', is: 'group', members: ['a@x.example', 'b@x.example'] }]);
  });

  test('may stand among mailboxes, told apart by a column of kinds', () => {
    const found = read(
      'Type,Address,Members\nMailbox,a@x.example,\nAlias,i@x.example,a@x.example\nGroup list,g@x.example,a@x.example\n',
    );
    expect(addresses(found)).toEqual(['a@x.example']);
    expect(found.lists.map(({ address, is }) => [address, is])).toEqual([
      ['g@x.example', 'group'],
      ['i@x.example', 'alias'],
    ]);
  });

  test('beside a mailbox names the mailbox as the member; beside its size it is another address of it', () => {
    expect(read('Alias,Mailbox\ni@x.example,a@x.example\n').lists).toEqual([
      { address: 'i@x.example', is: 'alias', members: ['a@x.example'] },
    ]);
    expect(read('Alias,Mailbox,Current Usage\ni@x.example,a@x.example,5\n').mailboxes).toMatchObject([
      { address: 'a@x.example', otherAddresses: ['i@x.example'] },
    ]);
  });
});

describe('what was pasted', () => {
  test.each([
    'a@x.example\nB@x.example\n',
    'a@x.example, b@x.example; "Bob" <b@x.example>',
    'Anna Adams <a@x.example>\r\nBob <b@x.example>\r\n',
    'a@x.example\tAnna\nb@x.example\tBob\n',
    'Postfachname der Firma;Wer;Wo\na@x.example;Anna;1\nb@x.example;Bob;2\n',
  ])('is a list of mailboxes: %j', (text) => {
    expect(addresses(read(text))).toEqual(['a@x.example', 'b@x.example']);
  });

  test.each(['', 'nothing here', 'Mailbox,Size\n', '\0\0\0'])('and names no address is refused: %j', (text) => {
    expect(() => read(text)).toThrow(TableError);
  });
});

describe('a table that somebody made to do harm', () => {
  test.each([
    [
      'a cell of a million letters',
      `Email,Size,Last Login\nb@x.example,${'9'.repeat(1_000_000)},${' '.repeat(1_000_000)}\n`,
    ],
    [
      'an address of a million letters',
      `Email,Display Name\nb@x.example,${'a'.repeat(1_000_000)}\n${'a'.repeat(1_000_000)}@x.example,x\n`,
    ],
    ['a list without addresses', `b@x.example\n${'a'.repeat(1_000_000)}\n`],
    ['twenty thousand columns', `Email${',Email'.repeat(20_000)}\nb@x.example\n`],
    ['quotes that never close', `Email,Name\nb@x.example,"${'x\n'.repeat(200_000)}`],
  ])(
    'is read in no time, or refused: %s',
    (_what, text) => {
      const found = readOrRefused(text);
      expect(found === 'refused' || found.includes('b@x.example')).toBe(true);
    },
    2000,
  );

  test('with names of the language itself keeps them as names', () => {
    expect(addresses(read('Email,Domain\n__proto__@x.example,x\nconstructor@x.example,x\n'))).toEqual([
      '__proto__@x.example',
      'constructor@x.example',
    ]);
  });
});

function readOrRefused(text: string): readonly string[] | 'refused' {
  try {
    return addresses(read(text));
  } catch (error) {
    if (error instanceof TableError) return 'refused';
    throw error;
  }
}
