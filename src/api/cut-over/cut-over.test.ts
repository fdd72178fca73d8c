/** A cut-over as people play it over the interface, with a worker that does what it is told. */
import { afterAll, describe, expect, test } from 'vitest';
import { idOf } from '../../../test/service/api.ts';
import { workedApi } from '../../../test/service/worked-api.ts';
import { instant } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { Failure } from '../../base/problem.ts';
import { systemRandom } from '../../base/random.ts';
import { DEFAULT_ARRANGEMENT } from '../../model/arrangement.ts';
import { passed } from '../../model/check-result.ts';
import type { OrganisationId } from '../../model/organisation.ts';
import type { MailboxId, ProjectId } from '../../model/project.ts';
import type { Tenant } from '../../model/store.ts';
import { NEW_TICKET } from '../../model/ticket.ts';
import { noteLooks } from '../../project/cut-over/switch-route.ts';
import { lookAtTheClock } from '../../work/schedule.ts';

const { api, admin, operator, url, store, clock, ...rig } = await workedApi();
afterAll(() => api.close());
const organisation = idOf({ url } as Parameters<typeof idOf>[0]) as OrganisationId;
const deps = { store, clock, random: systemRandom, log: silentLog, worker: 'w' };
const inTenant = <T>(run: (tenant: Tenant) => Promise<T>) => store.inTenant(organisation, run);
const HOUR_MS = 3_600_000;
const KEYS = { userKey: 'planted-user-key', secretKey: 'planted-secret-key' };

/** Scheduled for in two hours, prepared, and with everything said in the ticket. */
async function scheduled(way: 'non-stop' | 'lock-out') {
  const { project, mailboxes } = await rig.draft(systemRandom.id(), ['ann@example.com']);
  const [ann = ''] = mailboxes;
  const id = project.split('/').at(-1) as ProjectId;
  const mailbox = ann.split('/').at(-1) as MailboxId;
  const at = instant(clock.now() + 2 * HOUR_MS);
  await inTenant(async (tenant) => {
    await tenant.setArrangement(id, { ...DEFAULT_ARRANGEMENT, way, contacts: ['admin@elsewhere.example'] });
    const acknowledged = { version: 2, name: 'Ann', at };
    await tenant.setTicketState(id, { ...NEW_TICKET, planVersion: 2, acknowledged, confirmedAt: at }, null);
    await tenant.setProjectState(id, 'draft', 'scheduled');
  });
  const kinds = () => rig.jobsOf(ann).map(({ kind }) => kind);
  const act = (name: string, reason: string | null = null) =>
    operator.ask('POST', `${project}/acts`, { act: name, reason });
  const check = (hoursAgo = 0) =>
    inTenant(async (tenant) => {
      const checkedAt = instant(clock.now() - hoursAgo * HOUR_MS);
      await tenant.keepCheck(mailbox, { at: checkedAt, results: [passed({ id: 'C4.ann', title: 'Sign-in' }, [])] });
      await tenant.endLook(mailbox, 'check', null);
    });
  return { project, ann, id, mailbox, kinds, act, check };
}

describe('the pre-flight', () => {
  test('names what is missing with its remedy, has mailboxes checked anew, and passes when all is there', async () => {
    const { project, ann, kinds, act, check } = await scheduled('non-stop');
    const first = (await admin.ask('POST', `${project}/pre-flight`)).json();
    expect(first).toMatchObject({ isPassed: false, checksAsked: 1 });
    expect(first.findings).toMatchObject([{ check: 'mailbox-prepared', thing: 'ann@example.com', waived: null }]);
    expect(kinds()).toEqual(['mailbox.check']);
    expect((await act('begin-start')).json()).toMatchObject({ status: 409 });
    await admin.ask('POST', `${ann}/acts`, { act: 'waive', reason: 'knows it all' });
    await check();
    expect((await admin.ask('POST', `${project}/pre-flight`)).json()).toMatchObject({ isPassed: true, findings: [] });
    await check(25);
    expect((await operator.ask('POST', `${project}/pre-flight`)).json()).toMatchObject({
      isPassed: false,
      checksAsked: 1,
    });
  });

  test('may be waived by an operator who says why, and by nobody else', async () => {
    const { project, check } = await scheduled('non-stop');
    await check();
    const finding = { check: 'mailbox-prepared', thing: 'ann@example.com', reason: 'away until May' };
    const refused = await admin.ask('POST', `${project}/pre-flight/waivers`, finding);
    expect(refused.json()).toMatchObject({ code: 'project.move-refused' });
    const waived = await operator.ask('POST', `${project}/pre-flight/waivers`, finding);
    expect(waived.json()).toMatchObject({ isPassed: true, findings: [{ waived: 'away until May' }] });
  });

  test('names an old plan, a contact that moves, a new mailbox that two would share, and nobody to lock people out', async () => {
    const { project, id } = await scheduled('lock-out');
    const body = {
      name: 'bob@example.com',
      sources: [{ address: 'imaps://mail.example.com', user: 'bob@example.com' }],
    };
    const target = { address: 'ews+https://exchange.example.com/?mailbox=ann@example.com' };
    await admin.ask('POST', `${project}/mailboxes`, { mailboxes: [{ ...body, target }] });
    await inTenant(async (tenant) => {
      await tenant.setTicketState(id, { ...(await tenant.ticketState(id)), planVersion: 3 }, null);
      await tenant.setArrangement(id, { ...DEFAULT_ARRANGEMENT, way: 'lock-out', contacts: ['Bob@example.com'] });
    });
    const { findings } = (await admin.ask('POST', `${project}/pre-flight`)).json();
    expect(findings.map(({ check }: { check: string }) => check)).toEqual([
      'plan-acknowledged',
      'contact-outside',
      'address-collision',
      'mailbox-prepared',
      'mailbox-prepared',
      'lock-possible',
    ]);
  });
});

describe('at its confirmed minute a project', () => {
  test('does not start silently: people hear why, once, and it starts as soon as it may', async () => {
    const { project, ann, id, check } = await scheduled('non-stop');
    clock.advance(2 * HOUR_MS);
    await lookAtTheClock(deps);
    await lookAtTheClock(deps);
    const notices = () =>
      inTenant(async (tenant) => {
        const { items } = await tenant.entries(id, { by: 'number', isDescending: false, after: null, limit: 100 });
        return items.flatMap(({ part }) => (part.is === 'notice' ? [part.kind] : []));
      });
    expect(await notices()).toEqual(['start-refused']);
    await admin.ask('POST', `${ann}/acts`, { act: 'finish-preparing' });
    await check();
    await lookAtTheClock(deps);
    expect(await rig.look(project)).toMatchObject({ state: 'running', mailboxes: { queued: 1 } });
    expect(await notices()).toEqual(['start-refused', 'started']);
  });

  test('locks people out first, and lets them go when their mailbox is proven', async () => {
    const { project, ann, check, kinds, id, mailbox } = await scheduled('lock-out');
    const connected = await admin.ask('PUT', `${project}/connection`, KEYS);
    expect(connected.json()).toEqual({ url: 'https://api.emailsrvr.com/v1', account: 'me', requestsPerMinute: 60 });
    await admin.ask('POST', `${ann}/acts`, { act: 'finish-preparing' });
    await check();
    const before = await inTenant((tenant) => tenant.passwords(mailbox));
    clock.advance(2 * HOUR_MS);
    await lookAtTheClock(deps);
    expect(await rig.look(project)).toMatchObject({ state: 'starting' });
    expect(kinds().at(-1)).toBe('mailbox.lock');
    // The worker dies after it announced the write, and another one writes the same again.
    const dying = { on: async () => Promise.reject(new Error('killed')) };
    await rig.work(ann, dying);
    const ours = (await inTenant((tenant) => tenant.passwords(mailbox))).get('source 0')?.reveal();
    expect(ours).not.toBe(before.get('source 0')?.reveal());
    expect((await rig.look(`${project}/locks`)).locks).toMatchObject([{ state: 'writing', how: 'password' }]);
    expect(await rig.work(ann)).toEqual(['lock password']);
    expect((await inTenant((tenant) => tenant.passwords(mailbox))).get('source 0')?.reveal()).toBe(ours);
    expect(await rig.look(project)).toMatchObject({ state: 'running' });
    for (let round = 0; round < 4; round += 1) await rig.work(ann);
    expect(await rig.look(ann)).toMatchObject({ state: 'verified' });
    expect((await rig.look(`${project}/locks`)).locks).toMatchObject([{ state: 'released' }]);
    const complete = await inTenant((tenant) => tenant.lastEntry(id, 'notice'));
    expect(complete?.part).toMatchObject({ kind: 'completed', facts: { mailboxes: '1' } });
    const told = JSON.stringify(await inTenant((tenant) => tenant.events(0, 1000)));
    for (const secret of [ours ?? '', KEYS.userKey, KEYS.secretKey]) expect(told).not.toContain(secret);
    // On the way back the password that kept the user out is the user's.
    await operator.ask('POST', `${project}/acts`, { act: 'roll-back', reason: 'why' });
    expect((await rig.look(`${project}/locks`)).locks).toMatchObject([{ state: 'open' }]);
    expect(await rig.work(ann)).toEqual(['bring back']);
    expect(await rig.look(project)).toMatchObject({ state: 'rolled-back' });
    const notice = await inTenant((tenant) => tenant.lastEntry(id, 'notice'));
    expect(notice?.part).toMatchObject({ kind: 'rolled-back', facts: { mailboxes: '1', returned: '3' } });
  });

  test('lets people in again who are left out, and takes no password of theirs while ours keeps them out', async () => {
    const { project, ann } = await scheduled('lock-out');
    await admin.ask('PUT', `${project}/connection`, KEYS);
    expect((await admin.ask('POST', `${project}/locks`, { how: 'password' })).json()).toEqual({ mailboxes: 1 });
    await rig.work(ann);
    expect((await rig.look(`${project}/locks`)).locks).toMatchObject([{ state: 'locked' }]);
    const password = { password: 'as it was before' };
    const refused = await admin.ask('PUT', `${ann}/passwords/source`, password);
    expect(refused.json()).toMatchObject({ code: 'project.move-refused' });
    expect((await operator.ask('PUT', `${ann}/passwords/source`, password)).statusCode).toBe(200);
    await admin.ask('POST', `${ann}/acts`, { act: 'cancel', reason: 'stays' });
    expect((await rig.look(`${project}/locks`)).locks).toMatchObject([{ state: 'open' }]);
    const shut = await operator.ask('POST', `${project}/locks`, { how: 'disabled' });
    expect(shut.json()).toEqual({ mailboxes: 0 });
    const elsewhere = { how: 'by-hand', reason: 'why', mailboxes: [systemRandom.id()] };
    expect((await operator.ask('POST', `${project}/locks`, elsewhere)).statusCode).toBe(404);
    expect((await admin.ask('PUT', `${project}/connection`, { ...KEYS, url: 'http://10.0.0.1/v1' })).statusCode).toBe(
      400,
    );
  });

  test('starts without the admin API when an operator says that people are locked out', async () => {
    const { project, ann, check } = await scheduled('lock-out');
    await admin.ask('POST', `${ann}/acts`, { act: 'finish-preparing' });
    await check();
    const none = await operator.ask('POST', `${project}/locks`, { how: 'password' });
    expect(none.json()).toMatchObject({ code: 'lock.no-connection' });
    const unsaid = await operator.ask('POST', `${project}/locks`, { how: 'by-hand' });
    expect(unsaid.json()).toMatchObject({ code: 'project.reason-missing' });
    const said = await operator.ask('POST', `${project}/locks`, { how: 'by-hand', reason: 'in the control panel' });
    expect(said.json()).toEqual({ mailboxes: 1 });
    clock.advance(2 * HOUR_MS);
    await lookAtTheClock(deps);
    expect(await rig.look(project)).toMatchObject({ state: 'running' });
  });
});

test('administrators and operators hear of a mailbox that cannot go on, with cause and remedy', async () => {
  const { project, ann, id, act } = await scheduled('non-stop');
  await act('start');
  const refused = new Failure('source.sign-in-refused', { host: 'h', user: 'ann', reason: 'no' });
  await rig.work(ann, { on: async () => Promise.reject(refused) });
  expect(await rig.look(project)).toMatchObject({ mailboxes: { attention: 1 } });
  const notice = await inTenant((tenant) => tenant.lastEntry(id, 'notice'));
  expect(notice?.part).toMatchObject({ kind: 'mailbox-failed', facts: { mailbox: 'ann@example.com' } });
});

describe('the switch of the mail route', () => {
  const by = { is: 'godwit', worker: 'w' } as const;
  const look = (id: ProjectId, hosts: readonly string[], ttlSeconds: number) =>
    inTenant((tenant) =>
      noteLooks(tenant, id, [{ domain: 'example.com', hosts, ttlSeconds, trouble: null }], by, deps),
    );

  test('is seen with the end of the last cached answer, and turned back by a roll-back that waits for it', async () => {
    const { project, ann, id, act } = await scheduled('non-stop');
    const wanted = [{ domain: 'Example.com.', hosts: ['mx.new.example'] }];
    await admin.ask('PUT', `${project}/switch`, { wanted });
    await look(id, ['mx2.old.example', 'mx1.old.example'], 3600);
    expect(await rig.look(`${project}/switch`)).toMatchObject({
      settledAt: null,
      seen: [{ isSwitched: false, says: 'example.com still goes to mx1.old.example, mx2.old.example.' }],
    });
    clock.advance(60_000);
    await look(id, ['mx.new.example'], 60);
    const end = new Date(clock.now() + 3600_000).toISOString().replace('.000', '');
    expect(await rig.look(`${project}/switch`)).toMatchObject({
      settledAt: end,
      seen: [{ isSwitched: true, cachedUntil: end }],
    });
    await act('start');
    for (let round = 0; round < 4; round += 1) await rig.work(ann);
    await act('roll-back', 'why');
    expect(await rig.look(`${project}/switch`)).toMatchObject({
      direction: 'back',
      wanted: [{ domain: 'example.com', hosts: ['mx1.old.example', 'mx2.old.example'] }],
    });
    await rig.work(ann);
    expect(await rig.look(ann)).toMatchObject({ state: 'rolling-back' });
    await look(id, ['mx1.old.example', 'mx2.old.example'], 600);
    await rig.work(ann);
    expect(await rig.look(ann)).toMatchObject({ state: 'rolling-back' });
    clock.advance(600_000);
    await rig.work(ann);
    expect(await rig.look(ann)).toMatchObject({ state: 'rolled-back' });
  });
});
