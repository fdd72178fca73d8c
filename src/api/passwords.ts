/** Passwords of mailboxes, handed in one at a time or as a table. They never come out again. */
import type { Instant } from '../base/clock.ts';
import { describeCause, Failure } from '../base/problem.ts';
import { Secret } from '../base/secret.ts';
import { readCsvTable, type TableRow, withoutFormulaGuard } from '../content/csv-table.ts';
import type { MailboxSort, PasswordsKept } from '../model/mailbox-book.ts';
import type { Page, PageAsk, PagePlace } from '../model/page.ts';
import { type Mailbox, type PasswordPlace, type ProjectId, passwordPlaces } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';
import { purgePasswords } from '../project/purge-passwords.ts';
import { type HandedIn, replacePassword } from '../project/replace-password.ts';
import {
  newPasswordBody,
  PASSWORD_COLUMNS,
  PASSWORD_ROWS_MAX,
  PASSWORD_TABLE_LIMITS,
  passwordParams,
  passwordsShape,
  passwordTableShape,
  passwordTakenShape,
  placeOf,
  purgeBody,
  purgedShape,
} from './contract/passwords.ts';
import { mailboxParams, PAGE_LENGTH_MAX, problemShape, projectParams } from './contract/words.ts';
import { type MailboxDeps, mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import { isoOrNull } from './outlook.ts';
import { actorOf } from './people/caller.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';

export function passwordRoutes(api: Api, deps: MailboxDeps): void {
  singleRoutes(api, deps);
  purgeRoutes(api, deps);
  tableRoute(api, deps);
}

function singleRoutes(api: Api, deps: MailboxDeps): void {
  const all = `${PROJECT}/mailboxes/:mailbox/passwords` as const;
  const list = {
    operationId: 'getPasswords',
    tags: ['mailboxes'],
    summary: 'Which of its passwords are stored',
    params: mailboxParams,
    response: { 200: passwordsShape, '4xx': problemShape },
  };
  api.get(all, { config: { scope: 'read' }, schema: list }, async (request) =>
    request.inTenant(async (tenant) => {
      const project = await projectOf(tenant, request.params);
      const mailbox = await mailboxOf(tenant, project, mailboxIdOf(request.params));
      return passwordsOut(mailbox, await tenant.passwordsKept(mailbox.id));
    }),
  );

  const put = {
    operationId: 'putPassword',
    tags: ['mailboxes'],
    summary: 'Hand in a password, in the place of the one that is stored',
    params: passwordParams,
    body: newPasswordBody,
    response: { 200: passwordTakenShape, '4xx': problemShape },
  };
  api.put(`${all}/:place`, { config: { scope: 'manage' }, schema: put }, async (request) => {
    const { params, body } = request;
    const place = placeOf(params.place);
    if (place === null) throw new Failure('service.not-found', { what: 'page' });
    return request.inTenant(async (tenant) => {
      const where = { project: projectIdOf(params), mailbox: mailboxIdOf(params) };
      const handedIn = { place, password: new Secret(body.password) };
      const goesOn = await replacePassword(
        tenant,
        where,
        handedIn,
        { by: actorOf(request), reason: body.reason },
        deps,
      );
      const mailbox = await mailboxOf(tenant, await projectOf(tenant, params), where.mailbox);
      return { ...passwordsOut(mailbox, await tenant.passwordsKept(mailbox.id)), goesOn };
    });
  });
}

/** At once, whatever their age: what needs one afterwards says so. */
function purgeRoutes(api: Api, deps: MailboxDeps): void {
  const config = { scope: 'manage' } as const;
  const one = {
    operationId: 'purgePasswords',
    tags: ['mailboxes'],
    summary: 'Purge the stored passwords of a mailbox, with a reason',
    params: mailboxParams,
    body: purgeBody,
    response: { 200: purgedShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/mailboxes/:mailbox/passwords/purge`, { config, schema: one }, async (request) => {
    const where = { project: projectIdOf(request.params), mailbox: mailboxIdOf(request.params) };
    const by = { by: actorOf(request), reason: request.body.reason };
    return { purged: await request.inTenant((tenant) => purgePasswords(tenant, where, by, deps)) };
  });

  const all = {
    operationId: 'purgeAllPasswords',
    tags: ['projects'],
    summary: 'Purge the stored passwords of all mailboxes of a project, with a reason',
    params: projectParams,
    body: purgeBody,
    response: { 200: purgedShape, '4xx': problemShape },
  };
  api.post(`${PROJECT}/passwords/purge`, { config, schema: all }, async (request) => {
    const by = { by: actorOf(request), reason: request.body.reason };
    return request.inTenant(async (tenant) => {
      const { project } = await projectOf(tenant, request.params);
      let purged = 0;
      for (const mailbox of (await idsByName(tenant, project.id, deps.clock.now())).values()) {
        purged += await purgePasswords(tenant, { project: project.id, mailbox }, by, deps);
      }
      return { purged };
    });
  });
}

/** A form of another site cannot send `text/csv`. */
const CSV = 'text/csv';
/** Ten thousand rows with long passwords are cut here before they are read. */
const TABLE_BYTES_MAX = 4 * 1024 * 1024;

function tableRoute(api: Api, deps: MailboxDeps): void {
  void api.register(async (part: Api) => {
    if (part.hasContentTypeParser(CSV)) part.removeContentTypeParser(CSV);
    const parsed = { parseAs: 'buffer', bodyLimit: TABLE_BYTES_MAX } as const;
    part.addContentTypeParser(CSV, parsed, (_request, body, done) => done(null, body));
    const schema = {
      operationId: 'putPasswords',
      tags: ['mailboxes'],
      summary: `Hand in passwords as CSV with the columns ${PASSWORD_COLUMNS.join(', ')}: good rows are taken, bad ones are named`,
      consumes: [CSV],
      params: projectParams,
      response: { 200: passwordTableShape, '4xx': problemShape },
    };
    part.post(`${PROJECT}/passwords`, { config: { scope: 'manage' }, schema }, async (request) => {
      const by = { by: actorOf(request), reason: null };
      return request.inTenant(async (tenant) => {
        const { project } = await projectOf(tenant, request.params);
        const rows = rowsOf(request.body);
        const ids = await idsByName(tenant, project.id, deps.clock.now());
        const taker = { taken: new Map<string, number>(), goOn: 0 };
        const refused: { line: number; cause: string }[] = [];
        for (const row of rows) {
          const cause = await takeRow(row, taker, ids, (mailbox, handedIn) =>
            replacePassword(tenant, { project: project.id, mailbox }, handedIn, by, deps),
          );
          if (cause !== null) refused.push({ line: row.line, cause });
        }
        return { taken: taker.taken.size, goOn: taker.goOn, refused };
      });
    });
  });
}

/** Throws `service.request-invalid` for what is no such table. */
function rowsOf(body: unknown): readonly Row[] {
  if (!Buffer.isBuffer(body)) throw new Failure('service.request-invalid', { what: `The body is no ${CSV}.` });
  const limits = PASSWORD_TABLE_LIMITS;
  const table = readCsvTable(body, { columns: PASSWORD_COLUMNS, rowsMax: PASSWORD_ROWS_MAX, limits });
  if (table.is === 'refused') throw new Failure('service.request-invalid', { what: `The table. ${table.reason}` });
  return table.rows;
}

type Row = TableRow<(typeof PASSWORD_COLUMNS)[number]>;
type Ids = ReadonlyMap<string, Mailbox['id']>;

/** Null, or why the row is not taken; never with anything of the password in it. */
async function takeRow(
  row: Row,
  taker: { readonly taken: Map<string, number>; goOn: number },
  ids: Ids,
  take: (mailbox: Mailbox['id'], handedIn: HandedIn) => Promise<boolean>,
): Promise<string | null> {
  if (row.is === 'refused') return `This row cannot be read: ${row.reason}.`;
  const { mailbox, place: named, password } = row.cells;
  const id = ids.get(withoutFormulaGuard(mailbox).trim().toLowerCase());
  if (id === undefined) return 'The project has no mailbox of this name.';
  const place = placeOf(withoutFormulaGuard(named));
  if (place === null) return 'The place is none: it is target, source, or source-1 for the second source.';
  if (password === '') return 'The password is empty.';
  const key = `${id} ${place}`;
  const earlier = taker.taken.get(key);
  if (earlier !== undefined) return `Line ${earlier} has a password for the same place.`;
  try {
    if (await take(id, { place, password: new Secret(password) })) taker.goOn += 1;
  } catch (error) {
    // Nothing was written for this row yet, so the others may still be taken.
    if (error instanceof Failure) return describeCause(error);
    throw error;
  }
  taker.taken.set(key, row.line);
  return null;
}

/** By their names in lower case: people write addresses in either. */
async function idsByName(tenant: Tenant, project: ProjectId, now: Instant): Promise<Ids> {
  const ids = new Map<string, Mailbox['id']>();
  let after: PagePlace | null = null;
  do {
    const ask: PageAsk<MailboxSort> = { by: 'name', isDescending: false, after, limit: PAGE_LENGTH_MAX };
    const page: Page<Mailbox> = await tenant.mailboxes(project, { ...ANY, now }, ask);
    for (const { id, name } of page.items) ids.set(name.toLowerCase(), id);
    after = page.next;
  } while (after !== null);
  return ids;
}

const ANY = { states: [], text: null, problem: null, hasExceptions: null, isWaiting: null, isUncounted: null };

function passwordsOut({ settings }: Mailbox, { kept, purgedAt }: PasswordsKept) {
  const stored = new Map<PasswordPlace, PasswordsKept['kept'][number]>(kept.map((one) => [one.place, one]));
  const places = passwordPlaces(settings).map((place) => ({
    place,
    isKept: stored.has(place),
    storedAt: isoOrNull(stored.get(place)?.storedAt ?? null),
  }));
  return { places, purgedAt: isoOrNull(purgedAt) };
}
