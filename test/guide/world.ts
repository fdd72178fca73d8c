/** Everything that the guide is played with: both systems, name servers, web hosts, mail, the service, and those who ask it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account } from '../../sim/imap/account.ts';
import { type RunningImapServer, startImapServer } from '../../sim/imap/server.ts';
import { instant } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { sendTestMail } from '../../src/notices/mail-server.ts';
import { asksToSignIn, say, startWebHosts, type WebHosts } from '../check/web-hosts.ts';
import type { DavServerAccount, RunningDavServer } from '../servers/dav-server.ts';
import type { RunningDovecot } from '../servers/dovecot.ts';
import { startKnot, type Zones } from '../servers/knot.ts';
import type { PrivateServer } from '../servers/private-server.ts';
import { type Asker, apiRig, asker, cookieOf, firstOperator, newOrganisation, type Rig } from '../service/api.ts';
import { done } from '../service/filled-organisation.ts';
import { tokenIn } from '../service/linked.ts';
import { type MailSink, openMailSink } from '../service/mail-sink.ts';
import { type TestStore, testStore } from '../service/store.ts';
import { lasting } from '../service/ticket-stage.ts';
import { freshDatabase } from '../setup/database.ts';
import { type NewSystem, openNewSystem } from './new-system.ts';
import { fillMailboxes, type OldSystem, openOldSystem } from './old-system.ts';
import { ANN, BEN, CAT, DOMAIN } from './people.ts';
import { openProgram, type Program } from './program.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

export interface Servers {
  readonly dovecot: RunningDovecot;
  readonly dav: RunningDavServer;
}

export interface GuideWorld extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly program: Program;
  readonly rig: Rig;
  readonly store: TestStore;
  readonly old: OldSystem;
  readonly target: NewSystem;
  readonly dovecot: RunningDovecot;
  readonly dav: RunningDavServer;
  readonly davAccount: DavServerAccount;
  readonly sink: MailSink;
  /** Where replies to the ticket lie. */
  readonly replies: Account;
  readonly repliesPort: number;
  readonly operator: Asker;
  readonly admin: Asker;
  readonly organisation: string;
  /** The path of the project; '' until there is one. */
  project: string;
  /** Paths, by address. */
  readonly mailboxes: Map<string, string>;
  /** New passwords, by address, as their users were shown them. */
  readonly newPasswords: Map<string, string>;
  readonly way: 'lock-out' | 'non-stop';
  /** What the owner of the zone has in it now. */
  readonly setZone: (zone: Zone) => void;
  /** What the administrator is answered; throws for a refusal. */
  readonly get: (path: string) => Promise<Said>;
  readonly post: (path: string, body?: object, who?: Asker) => Promise<Said>;
  readonly put: (path: string, body: object, who?: Asker) => Promise<Said>;
  /** The user of a mailbox, by a private link. */
  readonly userOf: (address: string) => Promise<Asker>;
}

/** What an answer says: tests look into it, and fail where it is not there. */
export type Said = ReturnType<typeof JSON.parse>;

/** before: without Autodiscover. ready: with it. switched: and mail goes to the new host. */
export type Zone = 'before' | 'ready' | 'switched';

/** A Monday, in the morning. */
const BEGIN = instant(Date.parse('2026-11-23T08:00:00Z'));
const HERE = 'A 127.0.0.1';
const WORLD: Zones = {
  'outlook.com': [`autodiscover ${HERE}`, 'spf.protection TXT "v=spf1 ip4:192.0.2.0/24 -all"'],
  'emailsrvr.com': [`mx1 ${HERE}`, `mx2 ${HERE}`, '@ TXT "v=spf1 ip4:198.51.100.0/24 ~all"', `autodiscover ${HERE}`],
};
const MAIL = [
  `@ ${HERE}`,
  '@ MX 10 mx1.emailsrvr.com.',
  '@ MX 20 mx2.emailsrvr.com.',
  '@ TXT "v=spf1 include:emailsrvr.com include:spf.protection.outlook.com ~all"',
];

export async function openGuide({ dovecot, dav }: Servers, way: GuideWorld['way']): Promise<GuideWorld> {
  const closing = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'godwit-guide-'));
  closing.defer(() => rm(folder, { recursive: true, force: true }));
  const clock = virtualClock(BEGIN);
  const old = closing.use(await openOldSystem(dovecot, clock));
  await fillMailboxes(dovecot, old);
  const target = closing.use(await openNewSystem(join(folder, 'exchange'), [ANN, BEN, CAT], clock));
  const { knots, web } = await openRecords(closing);
  const sink = closing.use(await openMailSink());
  const { replies, imap } = await openReplies(closing);
  const service = await openService({ clock, folder, dav, knots, web }, closing);
  const { admin } = service;
  return {
    ...service,
    clock,
    old,
    target,
    dovecot,
    dav,
    sink,
    replies,
    repliesPort: imap.port,
    davAccount: await dav.account(),
    way,
    project: '',
    newPasswords: new Map(),
    get: (path) => done(admin.ask('GET', path)),
    post: (path, body = {}, who = admin) => done(who.ask('POST', path, body)),
    put: (path, body, who = admin) => done(who.ask('PUT', path, body)),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

interface Around extends Records, Pick<GuideWorld, 'clock' | 'dav'> {
  readonly folder: string;
}

type Service = 'program' | 'rig' | 'store' | 'operator' | 'admin' | 'organisation' | 'mailboxes' | 'setZone' | 'userOf';

/** The interface, a program that works for it, and an organisation with an administrator. */
async function openService(
  { clock, folder, dav, knots, web }: Around,
  closing: AsyncDisposableStack,
): Promise<Pick<GuideWorld, Service>> {
  const db = await freshDatabase();
  const store = testStore(db);
  const mailDeps = { store, clock, random: systemRandom, authorities: [] };
  const rig = await apiRig(store, { clock, sendTestMail: (to) => sendTestMail(to, mailDeps) });
  closing.defer(() => rig.api.close());
  await firstOperator(rig);
  const operator = lasting(rig, 'operator@godwit.example');
  const { url: organisation } = await newOrganisation(rig.api, operator, 'Finch');
  const admin = lasting(rig, 'admin@finch.example');
  let zone = knots.before;
  const rules = {
    stateFolder: join(folder, 'state'),
    authorities: [web.ca, ...dav.ca],
    webPorts: web.ports,
    nameServers: () => [{ address: '127.0.0.1', port: zone.port }],
  };
  const program = closing.use(await openProgram({ db, store, clock }, rules));
  const mailboxes = new Map<string, string>();
  const userOf = async (address: string): Promise<Asker> => {
    const [project = '', mailbox = ''] = (mailboxes.get(address) ?? '').split('/mailboxes/');
    const [link] = (await admin.ask('POST', `${project}/links`, { mailboxes: [mailbox] })).json();
    const opened = await asker(rig.api).ask('POST', '/api/user/session', { token: tokenIn(link) });
    return asker(rig.api, cookieOf(opened));
  };
  const setZone = (named: Zone): void => {
    zone = knots[named];
  };
  return { program, rig, store, operator, admin, organisation, mailboxes, setZone, userOf };
}

interface Records {
  readonly knots: Readonly<Record<Zone, PrivateServer>>;
  readonly web: WebHosts;
}

/** The zone without and with Autodiscover, and the web hosts that answer for it. */
async function openRecords(closing: AsyncDisposableStack): Promise<Records> {
  const started = async (records: readonly string[]): Promise<PrivateServer> => {
    const knot = await startKnot({ ...WORLD, [DOMAIN]: records });
    closing.defer(() => knot.stop());
    return knot;
  };
  const autodiscover = 'autodiscover CNAME autodiscover.outlook.com.';
  const switched = ['@ MX 10 mx.newhost.test.', autodiscover, ...MAIL.filter((record) => !record.includes(' MX '))];
  const knots = {
    before: await started(MAIL),
    ready: await started([...MAIL, autodiscover]),
    switched: await started(switched),
  };
  const online = 'https://autodiscover.outlook.com/autodiscover/autodiscover.xml';
  const web = await startWebHosts({
    [`autodiscover.${DOMAIN}`]: { answer: say(404), certificate: { names: ['*.outlook.com'] } },
    [`http:autodiscover.${DOMAIN}`]: { answer: say(302, '', { Location: online }) },
    'autodiscover.outlook.com': { answer: asksToSignIn },
  });
  closing.defer(() => web.stop());
  return { knots, web };
}

export const TICKET = { user: 'ticket', password: 'plantedImapPassword9' };

async function openReplies(closing: AsyncDisposableStack): Promise<{ replies: Account; imap: RunningImapServer }> {
  const replies = new Account(TICKET);
  const imap = await startImapServer({ accounts: [replies] });
  closing.defer(() => imap.stop());
  return { replies, imap };
}
