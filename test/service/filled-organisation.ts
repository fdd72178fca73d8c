/** Organisations with one of everything that a route can name, and whatever opens them: for tests that ask every route. */

import type { Api } from '../../src/api/server.ts';
import { Secret } from '../../src/base/secret.ts';
import type { CaseId } from '../../src/model/case.ts';
import type { HandOverId } from '../../src/model/hand-over.ts';
import type { OrganisationId, PersonId } from '../../src/model/organisation.ts';
import type { MailboxId, ProjectId } from '../../src/model/project.ts';
import type { ProviderId } from '../../src/model/provider.ts';
import type { Tenant } from '../../src/model/store.ts';
import { type StoredPlan, storedText } from '../../src/plan/document/plan-version.ts';
import {
  type Asker,
  asker,
  cookieOf,
  idOf,
  join,
  mailboxBody,
  newOrganisation,
  PASSWORD,
  program,
  type Rig,
} from './api.ts';
import { Authenticator } from './authenticator.ts';
import { newDelivery } from './deliveries-asked.ts';
import { REPORT } from './engine.ts';
import { tokenIn } from './linked.ts';
import { newCase, newEntry, newHandOver } from './project-asked.ts';
import { ANSWERS, type Ids, INVENTORY } from './routes.ts';
import { scopesOf } from './scopes.ts';
import { CHECKED, NOW, SURVEY } from './store.ts';

/** Where the passkeys of these tests belong to. */
export const ORIGIN = 'https://move.example.com';
const HOUR_OF = { start: '2027-01-01T00:00:00Z', cutOver: '2027-01-02T00:00:00Z' } as const;
const WEEKLY = { is: 'weekly', days: [0], fromMinute: 0, untilMinute: 1, timeZone: 'UTC' } as const;
const HOOK = 'https://hook.example.com/';
const BLACKOUT_BODY = { reason: 'backups', span: WEEKLY };

const PLAN_SENT: StoredPlan = {
  plan: { version: 1, madeOn: '2026-11-23', title: 'Plan', sections: [], changes: [] },
  requestedOn: 20_000,
};

export interface Filled {
  readonly url: string;
  readonly address: string;
  /** The session of its administrator, as a browser sends it. */
  readonly admin: string;
  readonly passkey: Authenticator;
  /** By name of the parameter, all of them real. */
  readonly ids: Ids;
  /** Another project of the same organisation, with what belongs to it. */
  readonly elsewhere: Ids;
  readonly link: { readonly token: string; readonly session: string };
  /** Tokens by the scopes that they have, joined by a blank. */
  readonly tokens: Readonly<Record<string, string>>;
}

export async function fillOrganisation(rig: Rig, operator: Asker, name: string): Promise<Filled> {
  const { api } = rig;
  const place = await newOrganisation(api, operator, name);
  const address = `admin@${name.toLowerCase()}.example`;
  const admin = await signedIn(rig, address);
  const who = asker(api, admin);
  const invited = await done(who.ask('POST', `${place.url}/invitations`));
  const second = await join(api, String(invited.path), `second@${name.toLowerCase()}.example`);
  const account = {
    ...(await ofAccount(rig, who)),
    person: String((await done(second.ask('GET', '/api/session'))).id),
  };
  const tokens = await newTokens(who, place.url);
  const project = await fillProject(rig, who, place.url, 'Move');
  const other = await fillProject(rig, who, place.url, 'Another move');
  const webhook = String((await done(who.ask('POST', `${place.url}/webhooks`, { url: HOOK }))).id);
  const shared = { webhook, organisation: idOf(place), tokenId: tokens.id, ...account.ids, person: account.person };
  return {
    url: place.url,
    address,
    admin,
    passkey: account.passkey,
    ids: { ...shared, ...project.ids },
    elsewhere: { ...shared, ...other.ids },
    link: project.link,
    tokens: tokens.byScopes,
  };
}

/** A house has operators, tokens and blackouts of its own. `operator` is one, and `ids.person` another. */
export async function fillHouse(rig: Rig, operator: Asker) {
  const invited = await done(operator.ask('POST', '/api/operators/invitations'));
  const second = await join(rig.api, String(invited.path), 'second@godwit.example');
  const { id } = await done(second.ask('GET', '/api/session'));
  const { blackouts } = await done(operator.ask('POST', '/api/settings/blackouts', BLACKOUT_BODY));
  const tokens = await newTokens(operator, '/api');
  const provider = await newProvider(rig);
  const ids: Ids = { person: String(id), tokenId: tokens.id, blackout: lastIdOf(blackouts), provider };
  return { ids, tokens: tokens.byScopes };
}

/** So many tokens with all scopes, which were used already: what uses them again changes nothing. */
export async function usedTokens(api: Api, { url, admin }: Filled, count: number): Promise<readonly string[]> {
  const who = asker(api, admin);
  const body = { name: 'One of many', scopes: ['read', 'move', 'manage'], expiresInDays: 30, reason: 'a test' };
  const tokens = [];
  for (let made = 0; made < count; made++) {
    const { token } = await done(who.ask('POST', `${url}/tokens`, body));
    await done(program(api, String(token)).ask('GET', `${url}/projects`));
    tokens.push(String(token));
  }
  return tokens;
}

/** The cookie of a new session. */
export async function signedIn({ api }: Rig, address: string): Promise<string> {
  const answer = await asker(api).ask('POST', '/api/session', { address, password: PASSWORD });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return cookieOf(answer);
}

/** What an answer says that has to be good. */
export async function done(asked: ReturnType<Asker['ask']>): Promise<Readonly<Record<string, unknown>>> {
  const answer = await asked;
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${answer.body}`);
  return answer.json();
}

async function ofAccount(rig: Rig, who: Asker) {
  const sessions = await done(who.ask('GET', '/api/session/sessions'));
  const passkey = new Authenticator({ origin: ORIGIN, rpId: 'move.example.com' });
  const options = await who.ask('POST', '/api/session/passkeys/options', { password: PASSWORD });
  const added = { name: 'Key', response: passkey.create(options.json()) };
  const { id } = await done(who.ask('POST', '/api/session/passkeys', added));
  const others = (sessions.items as { id: string; isThis: boolean }[]).filter(({ isThis }) => !isThis);
  const provider = await newProvider(rig);
  const person = String((await done(who.ask('GET', '/api/session'))).id) as PersonId; // the answer has this id
  await rig.deps.store.inHouse((house) => house.addIdentity(person, provider, 'ada', NOW));
  return { passkey, ids: { session: lastIdOf(others), passkey: String(id), provider } };
}

/** One that nobody can reach. */
async function newProvider({ deps }: Rig): Promise<ProviderId> {
  const id = deps.random.id() as ProviderId; // a fresh id is one
  const place = { name: `SSO ${id}`, issuer: 'http://127.0.0.1:1', clientId: 'godwit' };
  await deps.store.inHouse((house) => house.addProvider({ ...place, id, createdAt: NOW }, new Secret('of it')));
  return id;
}

async function newTokens(who: Asker, url: string) {
  const byScopes: Record<string, string> = {};
  let id = '';
  for (const scopes of scopesOf()) {
    const body = { name: scopes.join(' '), scopes, expiresInDays: 30, reason: 'a test' };
    const made = await done(who.ask('POST', `${url}/tokens`, body));
    byScopes[scopes.join(' ')] = String(made.token);
    id = String(made.id);
  }
  return { byScopes, id };
}

async function fillProject({ api, deps }: Rig, who: Asker, url: string, name: string) {
  const { id: project } = await done(who.ask('POST', `${url}/projects`, { name }));
  const one = `${url}/projects/${String(project)}`;
  const hours = { startsAt: HOUR_OF.start, cutOverAt: HOUR_OF.cutOver };
  const { id: wave } = await done(who.ask('POST', `${one}/waves`, { name: 'First', ...hours }));
  const added = await who.ask('POST', `${one}/mailboxes`, mailboxBody('ann@example.com'));
  const mailbox = lastIdOf(added.json());
  await done(who.ask('POST', `${one}/assignments`, { wave, mailboxes: [mailbox] }));
  const { blackouts } = await done(who.ask('POST', `${one}/blackouts`, BLACKOUT_BODY));
  const own = (blackouts as { isOfAll: boolean }[]).filter(({ isOfAll }) => !isOfAll);
  const [link] = (await who.ask('POST', `${one}/links`, { mailboxes: [mailbox] })).json();
  const token = tokenIn(link);
  const session = cookieOf(await asker(api).ask('POST', '/api/user/session', { token }));
  const handOver = deps.random.id() as HandOverId; // a fresh id is one
  const caseId = deps.random.id() as CaseId; // a fresh id is one
  const entry = newEntry(String(project) as ProjectId);
  const place = {
    organisation: idOf({ url, admin: who }) as OrganisationId,
    project: entry.project,
    mailbox: mailbox as MailboxId,
  };
  const delivery = newDelivery(place, entry.id);
  await deps.store.inTenant(place.organisation, async (tenant) => {
    await tenant.addEntry(entry);
    await tenant.addDelivery(delivery);
    await tenant.keepSurvey(mailbox as MailboxId, { at: NOW, survey: SURVEY });
    await tenant.keepCheck(mailbox as MailboxId, { at: NOW, results: CHECKED });
    await tenant.keepReport(mailbox as MailboxId, 0, { at: NOW, report: REPORT });
    await tenant.addHandOver(newHandOver(mailbox as MailboxId, handOver));
    await tenant.addCase(newCase(mailbox as MailboxId, caseId));
    await tenant.addPlan(project as ProjectId, { version: 1, at: NOW, document: storedText(PLAN_SENT) });
    await fillPapers(tenant, project as ProjectId);
    await fillCutOver(tenant, project as ProjectId, mailbox as MailboxId);
  });
  await done(who.ask('POST', `${one}/pre-flight`));
  await done(who.ask('PUT', `${one}/connection`, { userKey: 'planted-user-key', secretKey: 'planted-secret-key' }));
  const named = {
    delivery: delivery.id,
    project: String(project),
    wave: String(wave),
    mailbox,
    blackout: lastIdOf(own),
    handOver,
    caseId,
  };
  return { ids: { ...named, linkId: String(link.id) }, link: { token, session } };
}

async function fillPapers(tenant: Tenant, project: ProjectId): Promise<void> {
  await tenant.keepPaper(project, 'answers', { about: '', document: ANSWERS, at: NOW });
  await tenant.keepPaper(project, 'inventory', { about: '', document: INVENTORY, at: NOW });
  await tenant.keepPaper(project, 'domain-check', { about: 'example.com', document: CHECKED, at: NOW });
}

/** As if mail had been switched, and a user had gone back. */
async function fillCutOver(tenant: Tenant, project: ProjectId, mailbox: MailboxId): Promise<void> {
  const [old, fresh] = [
    { domain: 'example.com', hosts: ['old.example'] },
    { domain: 'example.com', hosts: ['new.example'] },
  ];
  const seen = { ...fresh, isSwitched: true, ttlSeconds: 60, switchedAt: NOW, cachedUntil: NOW, trouble: null };
  const route = { direction: 'forth', wanted: [fresh], before: [old], seen: [seen], lookedAt: NOW } as const;
  await tenant.setCutOverPart(project, 'switch', route);
  await tenant.setCutOverPart(project, 'frozen', { at: NOW, from: 'counts', mailboxes: {} });
  await tenant.keepReturned(mailbox, { items: 2, exceptions: 0, stays: [] }, NOW);
}

function lastIdOf(things: unknown): string {
  const last = (things as { id: string }[]).at(-1);
  if (last === undefined) throw new Error('there is none');
  return last.id;
}
