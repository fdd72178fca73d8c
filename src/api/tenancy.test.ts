import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { apiRig, asker, askerWith, firstOperator, TOKEN } from '../../test/service/api.ts';
import { fillHouse, fillOrganisation, ORIGIN, signedIn, usedTokens } from '../../test/service/filled-organisation.ts';
import { tokenIn } from '../../test/service/linked.ts';
import { addressOf, askRoute, type Ids, isStream, type Route, routesOf } from '../../test/service/routes.ts';
import { ALL_SCOPES, lacking } from '../../test/service/scopes.ts';
import { allRows, testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db), { publicUrl: new URL(ORIGIN) });
const { api, clock } = rig;
afterAll(() => api.close());
/** Its sessions and tokens hold no longer. */
const over = await fillOrganisation(rig, await firstOperator(rig), 'Over');
clock.advance(31 * 24 * 3_600_000);
const operatorSession = await signedIn(rig, 'operator@godwit.example');
const operator = asker(api, operatorSession);
const house = await fillHouse(rig, operator);
const mine = await fillOrganisation(rig, operator, 'Mine');
const theirs = await fillOrganisation(rig, operator, 'Theirs');
const admin = asker(api, mine.admin);
const revoked = await revokedToken();
const ended = await endedSession();
const revokedLink = await newRevokedLink();

const theirTokens = await usedTokens(api, theirs, 8);

const routes = await routesOf(api);
const closed = routes.filter(({ isOpen }) => !isOpen);

/** Where a route belongs to: the user of a mailbox, whoever is signed in, an organisation, or the house. */
type Place = 'user' | 'account' | 'organisation' | 'everybody' | 'house';

function placeOf({ path, method }: Route): Place {
  if (path.startsWith('/api/user/')) return 'user';
  if (path.startsWith('/api/session')) return 'account';
  if (path.includes('{organisation}')) return 'organisation';
  return path === '/api/organisations' && method === 'GET' ? 'everybody' : 'house';
}

/** What is asked for as `mine`, by whoever asks. */
function idsOf(route: Route): Ids {
  return placeOf(route) === 'house' ? house.ids : mine.ids;
}

/** The code of the problem; null where it is the caller's own. */
type Expected = (route: Route) => string | null;

interface Stranger {
  readonly who: string;
  /** Headers of a request for this route. */
  readonly headers: (route: Route) => Readonly<Record<string, string>>;
  readonly gets: Expected;
}

const cookie = (value: string) => () => ({ cookie: value });
const bearer = (token: string) => () => ({ authorization: `Bearer ${token}` });
const NOT_SIGNED_IN = 'service.not-signed-in';
const NOT_FOUND = 'service.not-found';
const NOT_YOURS = 'service.not-yours-to-do';
const REFUSED = 'service.token-refused';
const PERSON_NEEDED = 'service.person-needed';

/** Of the own account nothing foreign can be named without an id. */
const ofAnotherAccount = ({ path }: Route): string | null => (path.includes('{') ? NOT_FOUND : null);

function person(of: { readonly organisation: string | null; readonly house: string | null }): Expected {
  return (route) => {
    const gets = { user: NOT_SIGNED_IN, account: ofAnotherAccount(route), everybody: null, ...of };
    return gets[placeOf(route)];
  };
}

/** A token that holds, with all scopes that it needs. */
const foreignToken: Expected = (route) => {
  if (route.scope === null) return PERSON_NEEDED;
  return { user: PERSON_NEEDED, account: PERSON_NEEDED, organisation: NOT_FOUND, everybody: null, house: NOT_YOURS }[
    placeOf(route)
  ];
};

const tooFewScopes: Expected = ({ scope }) => (scope === null ? PERSON_NEEDED : 'service.scope-missing');
const deadToken: Expected = (route) => (placeOf(route) === 'user' ? PERSON_NEEDED : REFUSED);
const without = (tokens: Readonly<Record<string, string>>) => (route: Route) =>
  bearer(tokens[lacking(route.scope ?? '').join(' ')] ?? 'none')();
const others: Expected = () => NOT_SIGNED_IN;

const STRANGERS: readonly Stranger[] = [
  { who: 'nobody', headers: () => ({}), gets: others },
  { who: 'a session that was ended', headers: cookie(ended), gets: others },
  { who: 'a session that is over', headers: cookie(over.admin), gets: others },
  {
    who: 'an administrator of another organisation',
    headers: cookie(theirs.admin),
    gets: person({ organisation: NOT_FOUND, house: NOT_YOURS }),
  },
  {
    who: 'an administrator, of the house',
    headers: cookie(mine.admin),
    gets: (route) => (placeOf(route) === 'account' ? null : person({ organisation: null, house: NOT_YOURS })(route)),
  },
  {
    who: 'an operator, of the accounts of others',
    headers: cookie(operatorSession),
    gets: person({ organisation: null, house: null }),
  },
  {
    who: 'the user of a mailbox, by session',
    headers: cookie(mine.link.session),
    gets: (route) => (placeOf(route) === 'user' ? null : NOT_SIGNED_IN),
  },
  {
    who: 'the user of a mailbox, whose session is taken for one of people',
    headers: cookie(mine.link.session.replace('godwit_mailbox', 'godwit_session')),
    gets: others,
  },
  {
    who: 'the user of a mailbox, by the link',
    headers: bearer(mine.link.token),
    gets: (route) => (placeOf(route) === 'user' ? null : REFUSED),
  },
  {
    who: 'a link that was revoked',
    headers: bearer(revokedLink),
    gets: (route) => (placeOf(route) === 'user' ? 'service.link-invalid' : REFUSED),
  },
  { who: 'a token of another organisation', headers: bearer(theirs.tokens[ALL_SCOPES] ?? ''), gets: foreignToken },
  { who: 'the own token, without the scope', headers: without(mine.tokens), gets: tooFewScopes },
  { who: 'a token of the house, without the scope', headers: without(house.tokens), gets: tooFewScopes },
  { who: 'a token that was revoked', headers: bearer(revoked), gets: deadToken },
  { who: 'a token that has expired', headers: bearer(over.tokens[ALL_SCOPES] ?? ''), gets: deadToken },
];

const STATUS: Readonly<Record<string, number>> = {
  [NOT_SIGNED_IN]: 401,
  [REFUSED]: 401,
  'service.link-invalid': 404,
  [NOT_FOUND]: 404,
  [NOT_YOURS]: 403,
  [PERSON_NEEDED]: 403,
  'service.scope-missing': 403,
};

/** What is said to this request, without waiting for the end of a stream. */
async function ask(route: Route, ids: Ids, headers: Readonly<Record<string, string>>, given?: object) {
  if (!isStream(route)) return askRoute(route, ids, askerOf(headers), given);
  const answer = await api.inject({ method: 'GET', url: addressOf(route, ids), headers, payloadAsStream: true });
  const { statusCode, headers: said } = answer;
  if (statusCode >= 300) return { statusCode, headers: said, body: await text(answer.stream()) };
  answer.stream().destroy();
  return { statusCode, headers: said, body: '' };
}

/** Each request comes from another address, so that what is limited for one is not for the next. */
function askerOf(headers: Readonly<Record<string, string>>) {
  return askerWith(api, headers);
}

async function refusalOf(route: Route, ids: Ids, headers: Readonly<Record<string, string>>, given?: object) {
  const answer = await ask(route, ids, headers, given);
  if (answer.statusCode < 300) return `${answer.statusCode}`;
  const { status, code } = JSON.parse(answer.body);
  const type = String(answer.headers['content-type']);
  return type.startsWith('application/problem+json') && status === answer.statusCode ? `${status} ${code}` : type;
}

/** Notes that the session or token was used, which is no change that anybody made. */
async function use({ headers }: Stranger): Promise<void> {
  for (const one of new Set(closed.map((route) => JSON.stringify(headers(route))))) {
    for (const url of ['/api/session', '/api/user/mailbox']) await askerWith(api, JSON.parse(one)).ask('GET', url);
  }
}

describe('what is another one’s', () => {
  test('is named by ids that are there: whoever may, sees it', async () => {
    for (const { path } of closed.filter((route) => route.method === 'GET' && placeOf(route) === 'organisation')) {
      if (path.endsWith('/stream')) continue;
      for (const ids of [mine.ids, mine.elsewhere]) {
        expect((await operator.ask('GET', addressOf({ path }, ids))).statusCode, path).toBe(200);
      }
    }
  });

  test.each(STRANGERS)('is closed, on every route, to $who', async (stranger) => {
    await use(stranger);
    const before = await allRows(db);
    const asked = closed.flatMap((route) => {
      const code = stranger.gets(route);
      return code === null ? [] : [{ route, right: `${STATUS[code]} ${code}` }];
    });
    const wrong: string[] = [];
    for (const { route, right } of asked) {
      const got = await refusalOf(route, idsOf(route), stranger.headers(route));
      if (got !== right) wrong.push(`${route.method} ${route.path}: ${got}, not ${right}`);
    }
    expect(wrong).toEqual([]);
    expect(asked.length).toBeGreaterThan(3);
    expect(await allRows(db)).toBe(before);
  });

  let asked = 0;
  /** One alone would ask more often in a minute than it may. */
  const nextToken = (): string => theirTokens[asked++ % theirTokens.length] ?? '';
  const deep = closed.filter((route) => placeOf(route) === 'organisation');

  test.each(deep)('is not there beside what is one’s own: $method $path', async (route) => {
    const before = await allRows(db);
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === 'place' ? [] : (name ?? [])));
    for (const ids of mixturesOf(names)) {
      for (const headers of [{ cookie: theirs.admin }, { authorization: `Bearer ${nextToken()}` }]) {
        if (route.scope === null && 'authorization' in headers) continue;
        expect(await refusalOf(route, ids, headers), JSON.stringify(ids)).toBe(`404 ${NOT_FOUND}`);
      }
    }
    await use({ who: '', headers: () => ({ cookie: theirs.admin }), gets: () => null });
    expect(await allRows(db)).toBe(before);
  });

  test.each([
    { path: 'assignments', body: { wave: mine.ids.wave, mailboxes: [theirs.ids.mailbox] } },
    { path: 'assignments', body: { wave: theirs.ids.wave, mailboxes: [mine.ids.mailbox] } },
    { path: 'assignments', body: { wave: null, mailboxes: [theirs.ids.mailbox, mine.ids.mailbox] } },
    { path: 'assignments', body: { wave: theirs.elsewhere.wave, mailboxes: [theirs.ids.mailbox] } },
    { path: 'assignments', body: { wave: theirs.ids.wave, mailboxes: [theirs.elsewhere.mailbox] } },
    { path: 'links', body: { mailboxes: [theirs.ids.mailbox, mine.ids.mailbox] } },
    { path: 'links', body: { mailboxes: [theirs.elsewhere.mailbox] } },
  ])('is not there in a body either: $path $body', async ({ path, body }) => {
    const before = await allRows(db);
    const url = `${theirs.url}/projects/${theirs.ids.project}/${path}`;
    const answer = await askerWith(api, { cookie: theirs.admin }).ask('POST', url, body);
    expect(answer.json()).toMatchObject({ status: 404, code: NOT_FOUND });
    expect(await allRows(db)).toBe(before);
  });

  test('is no part of what is done to many, nor of what is listed, told or downloaded', async () => {
    const own = askerWith(api, { cookie: theirs.admin });
    const url = `${theirs.url}/projects/${theirs.ids.project}`;
    const ids = [mine.ids.mailbox, theirs.elsewhere.mailbox];
    const seen = (await own.ask('POST', `${url}/mailboxes/acts/preview`, { act: 'cancel', ids })).json();
    const why = 'There is no such mailbox in this project.';
    expect(seen).toMatchObject({ allowed: 0, refusals: ids.map((id) => ({ id, name: null, state: null, why })) });
    const act = { act: 'cancel', reason: 'why', ids, preview: seen.preview };
    expect((await own.ask('POST', `${url}/mailboxes/acts`, act)).json()).toMatchObject({ allowed: 0, moved: [] });
    for (const query of [`project=${mine.ids.project}`, `subjectId=${mine.ids.mailbox}`]) {
      expect((await own.ask('GET', `${theirs.url}/events?${query}`)).json().items).toEqual([]);
      const table = await own.ask('GET', `${theirs.url}/events/table?${query}`);
      expect(table.statusCode === 200 ? table.body.trim().split('\n') : [table.body]).toHaveLength(1);
    }
    const all = await Promise.all(
      closed
        .filter(
          (route) =>
            route.method === 'GET' && !isStream(route) && ['organisation', 'everybody'].includes(placeOf(route)),
        )
        .map((route) => own.ask('GET', addressOf(route, theirs.ids))),
    );
    for (const id of new Set([...Object.values(mine.ids), ...Object.values(mine.elsewhere)])) {
      expect(all.filter(({ body }) => body.includes(id)).map(({ raw }) => raw.req.url)).toEqual([]);
    }
  });
});

/** All ways to name some of one's own things beside things of another organisation, or of another project. */
function mixturesOf(names: readonly string[]): readonly Ids[] {
  let mixtures: readonly (readonly [string, string])[][] = [[]];
  for (const name of names) {
    const values = new Set([theirs.ids[name], mine.ids[name], theirs.elsewhere[name]].flatMap((id) => id ?? []));
    mixtures = mixtures.flatMap((one) => [...values].map((id) => [...one, [name, id] as const]));
  }
  const isOne = (own: Ids) => (mixture: readonly (readonly [string, string])[]) =>
    mixture.every(([name, id]) => own[name] === id);
  const [isTheirs, isElsewhere] = [isOne(theirs.ids), isOne(theirs.elsewhere)];
  return mixtures.filter((one) => !isTheirs(one) && !isElsewhere(one)).map((one) => Object.fromEntries(one));
}

async function revokedToken(): Promise<string> {
  const made = (await admin.ask('POST', `${mine.url}/tokens`, TOKEN)).json();
  await admin.ask('DELETE', `${mine.url}/tokens/${made.id}`);
  return made.token;
}

async function endedSession(): Promise<string> {
  const session = await signedIn(rig, mine.address);
  await asker(api, session).ask('DELETE', '/api/session');
  return session;
}

async function newRevokedLink(): Promise<string> {
  const project = `${mine.url}/projects/${mine.elsewhere.project}`;
  const mailbox = mine.elsewhere.mailbox;
  const [link] = (await admin.ask('POST', `${project}/links`, { mailboxes: [mailbox] })).json();
  await admin.ask('DELETE', `${project}/mailboxes/${mailbox}/links/${link.id}`);
  return tokenIn(link);
}
