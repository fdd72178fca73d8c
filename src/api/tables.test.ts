import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, firstOperator, newOrganisation, PASSWORD } from '../../test/service/api.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { hostOf, moveJobOf } from '../main/service/service-settings.ts';

const db = await freshDatabase();
const store = testStore(db);
const rules = { stateFolder: '', authorities: [], isInsecureLoopbackAllowed: false };
const rig = await apiRig(store, { sourceHostOf: (settings) => hostOf(moveJobOf(settings, new Map(), rules)) });
const { api } = rig;
afterAll(() => api.close());
const operator = await firstOperator(rig);
const { admin, url } = await newOrganisation(api, operator, 'Mine');
const signedIn = await api.inject({
  method: 'POST',
  url: '/api/session',
  payload: { address: 'admin@mine.example', password: PASSWORD },
});
const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

async function newProject(name: string): Promise<string> {
  return `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name })).json().id}`;
}

/** As a browser or curl sends a file. */
function send(project: string, file: string | Buffer, query = '', type = 'text/csv') {
  const headers = { cookie, 'content-type': type };
  return api.inject({ method: 'POST', url: `${project}/mailboxes/table${query}`, headers, payload: file });
}

const TARGET = 'ews+https://exchange.example.com/EWS/Exchange.asmx?mailbox={name}';
const QUERY = `?source=imaps%3A%2F%2Fmail.example.com&target=${encodeURIComponent(TARGET)}`;

describe('a table of mailboxes', () => {
  test.each([
    { what: 'with commas', name: 'Commas', file: 'Name,Password,Target password\nann@x.example,one,two\n' },
    {
      what: 'of Excel, with semicolons, a byte order mark and its own first line',
      name: 'Excel',
      file: '\ufeffsep=;\r\n"E-Mail Address";"Kennwort";"Target Password"\r\n"ann@x.example";"one";"two"\r\n;;\r\n',
    },
    {
      what: 'with tabs, its columns in another order, and titles that nobody knows',
      name: 'Tabs',
      file: 'Colour\tTARGET  PASSWORD\tSource-Password\tMailbox\nred\ttwo\tone\tann@x.example\n',
      ignored: ['Colour'],
    },
    {
      what: 'in Latin-1',
      name: 'Latin',
      file: Buffer.from('Postfach;Passwort;Target password;Bemerkung\nann@x.example;one;two;schön\n', 'latin1'),
      ignored: ['Bemerkung'],
    },
  ])('$what is added as it is meant', async ({ name, file, ignored = [] }) => {
    const project = await newProject(name);
    const added = await send(project, file, QUERY);
    expect(added.json()).toEqual({ mailboxes: 1, isAdded: true, ignored, errors: [] });
    expect(added.statusCode).toBe(201);
    const [mailbox] = (await admin.ask('GET', `${project}/mailboxes`)).json().items;
    expect(mailbox).toMatchObject({
      name: 'ann@x.example',
      sources: [{ address: 'imaps://mail.example.com', user: 'ann@x.example' }],
      target: { address: TARGET.replace('{name}', 'ann%40x.example'), user: null, auth: 'auto' },
    });
    const passwords = await store.inTenant(url.split('/').at(-1) as never, (tenant) => tenant.passwords(mailbox.id));
    expect(Object.fromEntries([...passwords].map(([place, secret]) => [place, secret.reveal()]))).toEqual({
      'source 0': 'one',
      target: 'two',
    });
  });

  test('may have several sources, users, an own target, and passwords with blanks and marks', async () => {
    const project = await newProject('Several');
    const file = [
      'name,source 1,source user 1,source password 1,source 2,source password 2,target,target user,target password,auth,time zone',
      `Ann,mail.example.com,ann,"'=a, ""b"" ",imaps://old.example.com,x,"${TARGET.replace('{name}', 'ann@x.example')}",svc,y,NTLM,Europe/Berlin`,
    ].join('\n');
    // The second source has no user, and nobody could guess it from this name.
    expect((await send(project, file)).json().errors).toMatchObject([{ line: 2 }]);
    expect((await send(project, file.replace('imaps://old', 'imaps://ann@old'))).statusCode).toBe(201);
    const [mailbox] = (await admin.ask('GET', `${project}/mailboxes`)).json().items;
    expect(mailbox).toMatchObject({ timeZone: 'Europe/Berlin', target: { user: 'svc', auth: 'ntlm' } });
    const passwords = await store.inTenant(url.split('/').at(-1) as never, (tenant) => tenant.passwords(mailbox.id));
    expect(passwords.get('source 0')?.reveal()).toBe(`'=a, "b" `);
  });

  const BAD = [
    'Name,Source,Password,Target,Target password',
    'ann@x.example,mail.example.com,hunter2-a,,two',
    'ben@x.example,mail.example.com,,,two',
    ',mail.example.com,one,,two',
    'cat@x.example,gopher://hunter2-b,one,,two',
    'ANN@x.example,mail.example.com,one,file:///etc/passwd,two',
    'ann@x.example,mail.example.com,one,,two',
  ].join('\n');

  test('is added as a whole or not at all, with every mistake named by line and column, and no cell repeated', async () => {
    const project = await newProject('Bad');
    for (const query of [QUERY, `${QUERY}&dryRun=true`]) {
      const answer = await send(project, BAD, query);
      const { errors } = answer.json();
      expect(errors.map(({ line, column }: { line: number; column: string }) => [line, column])).toEqual([
        [4, 'name'],
        [5, 'Source'],
        [6, 'Target'],
        [7, 'name'],
      ]);
      expect(errors.at(-1).cause).toContain('Line 2');
      expect(answer.body).not.toContain('hunter2-a'); // and line 3 may hand its password in later
      if (query.includes('dryRun')) expect(answer.json()).toMatchObject({ isAdded: false });
      else expect(answer.json()).toMatchObject({ status: 422, code: 'service.table-refused' });
    }
    expect((await admin.ask('GET', `${project}/mailboxes`)).json().total).toBe(0);
  });

  test('is looked at without being added, and names what the project has already', async () => {
    const project = await newProject('Dry');
    const file = 'Name,Password,Target password\nann@x.example,one,two\n';
    expect((await send(project, file, `${QUERY}&dryRun=true`)).json()).toMatchObject({ mailboxes: 1, errors: [] });
    expect((await admin.ask('GET', `${project}/mailboxes`)).json().total).toBe(0);
    await send(project, file, QUERY);
    expect((await send(project, file, `${QUERY}&dryRun=true`)).json().errors).toMatchObject([{ line: 2 }]);
  });

  test.each([
    { what: 'without headings', file: '', cause: 'names of the columns' },
    { what: 'without names', file: 'Colour,Password\nred,x\n', cause: 'names of the mailboxes' },
    { what: 'with a column twice', file: 'Name,Mailbox\na,b\n', cause: 'Another column' },
    { what: 'that is too long', file: `Name\n${'a@b.example\n'.repeat(5001)}`, cause: 'at most 5000' },
  ])('$what is refused', async ({ what, file, cause }) => {
    const answer = await send(await newProject(what), file, QUERY);
    expect(answer.statusCode).toBe(422);
    expect(JSON.stringify(answer.json().errors)).toContain(cause);
  });

  test('is refused where it is too large, or sent as something else', async () => {
    const project = await newProject('Large');
    expect((await send(project, 'x'.repeat(9 * 1024 * 1024))).statusCode).toBe(400);
    expect((await send(project, '{}', '', 'application/json')).json()).toMatchObject({ status: 400 });
    expect((await send(project, 'Name\n', '', 'text/plain')).json()).toMatchObject({ status: 400 });
    expect(await allRows(db)).not.toContain('hunter2');
  });
});

describe('tables to take away', () => {
  test('have every mailbox of a filter, on however many pages, and nothing that a spreadsheet calculates', async () => {
    const project = await newProject('Out');
    const names = Array.from({ length: 1201 }, (_none, number) => `m${number}@x.example`);
    const lines = [...names, `"=HYPERLINK(""http://x"")"`, '+1', '@x', '-2'].map(
      (name) => `${name},p,${TARGET.replace('{name}', 'all@x.example')},q`,
    );
    const file = ['Name,Password,Target,Target password', ...lines].join('\n');
    const added = await send(project, file, '?source=imaps%3A%2F%2Fu%40mail.example.com');
    expect(added.json()).toMatchObject({ mailboxes: 1205, isAdded: true });
    const table = await admin.ask('GET', `${project}/mailboxes/table`);
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(table.headers['content-disposition']).toBe('attachment; filename="mailboxes.csv"');
    const rows = table.body.trim().split('\r\n');
    expect(rows).toHaveLength(1206);
    for (const name of names) expect(table.body).toContain(`"${name}"`);
    expect(rows.filter((row) => /^"?[=+\-@]/.test(row))).toEqual([]);
    expect(table.body).toContain(`"'+1"`);
    const some = await admin.ask('GET', `${project}/mailboxes/table?text=m1200`);
    expect(some.body.trim().split('\r\n')).toHaveLength(2);
    const events = await admin.ask('GET', `${url}/events/table?name=add&project=${project.split('/').at(-1)}`);
    expect(events.body.trim().split('\r\n')).toHaveLength(1206);
  });
});
