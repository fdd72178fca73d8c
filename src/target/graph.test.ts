import { afterEach, describe, expect, test } from 'vitest';
import type { RetryAfterForm } from '../../sim/graph/options.ts';
import { makeAuthority } from '../../sim/tls.ts';
import { all, never } from '../../test/contract/contract.ts';
import { bigMessage } from '../../test/contract/samples.ts';
import { failure, many, outcomes } from '../../test/exchange/target-scene.ts';
import { CLIENT, type GraphTargetRig, openGraphRig, ROLES } from '../../test/graph/target-rig.ts';
import { systemClock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import type { TargetFolder } from '../model/folder.ts';
import type { Settled, Target } from '../model/target.ts';
import { ensure, headsIn, markerOf, putAll, writesOf } from './target-harness.contract.ts';

const IMPORT = 'POST importItem';
const rigs: GraphTargetRig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) {
    const { sentMail, malformed } = rig.graph.counters;
    await rig.close();
    expect({ sentMail, malformed }).toEqual({ sentMail: 0, malformed: 0 });
  }
});

async function scene(settings: Parameters<typeof openGraphRig>[0] = {}) {
  const rig = await openGraphRig(settings);
  rigs.push(rig);
  const target = await rig.open();
  return { rig, target, folder: await ensure(target, ['Here']) };
}

/** Every message is there once. */
async function expectOnce(target: Target, folder: TargetFolder, messages: ReturnType<typeof many>): Promise<void> {
  const markers = (await headsIn(target, folder)).map(({ marker }) => marker ?? 'none');
  expect([...markers].sort()).toEqual(messages.map(markerOf).sort());
}

describe('an answer that never comes', () => {
  test.each(['after-work', 'before-work'] as const)(
    'cut %s: nothing is lost and nothing is there twice',
    async (at) => {
      const { rig, target, folder } = await scene();
      rig.graph.setFaults([{ when: { route: IMPORT, every: 2, times: 3 }, then: { is: 'cut', at } }]);
      const messages = many(10);
      expect(outcomes(await putAll(target, folder, messages))).toEqual(messages.map(() => 'copied'));
      await expectOnce(target, folder, messages);
    },
  );

  test('a gateway that gives up after the work was done is looked behind', async () => {
    const { rig, target, folder } = await scene();
    rig.graph.setFaults([{ when: { route: IMPORT, times: 2 }, then: { is: 'answer', status: 504, work: true } }]);
    const messages = many(5);
    await putAll(target, folder, messages);
    await expectOnce(target, folder, messages);
  });
});

describe('a service that asks to wait', () => {
  test.each<RetryAfterForm>(['seconds', 'date', 'missing', 'absurd'])('by Retry-After as %s', async (retryAfter) => {
    const { rig, target, folder } = await scene({ retryAfter });
    const headers: Readonly<Record<RetryAfterForm, Readonly<Record<string, string>>>> = {
      seconds: { 'Retry-After': '7' },
      date: { 'Retry-After': new Date(systemClock.now() + 7000).toUTCString() },
      missing: {},
      absurd: { 'Retry-After': '99999999999' },
    };
    const code = 'ApplicationThrottled';
    rig.graph.setFaults([
      {
        when: { route: IMPORT, nth: 3 },
        then: { is: 'answer', status: 429, code, headers: headers[retryAfter] },
      },
    ]);
    const before = rig.paceClock.now();
    const messages = many(10);
    expect(outcomes(await putAll(target, folder, messages))).toEqual(messages.map(() => 'copied'));
    await expectOnce(target, folder, messages);
    const waitedMs = rig.paceClock.now() - before;
    expect(waitedMs).toBeGreaterThan(retryAfter === 'date' ? 0 : 6000);
    expect(waitedMs).toBeLessThan(30 * 60_000);
  });
});

describe('what ends in the middle of a run', () => {
  /** The failure in the middle, and what was settled before it; then `mend` is called, and the rest is written. */
  async function interrupted(change: (rig: GraphTargetRig) => void, mend: (rig: GraphTargetRig) => void) {
    const { rig, target, folder } = await scene();
    const messages = many(20);
    const settled: Settled[] = [];
    const broken = await failure(
      (async () => {
        for await (const some of target.put(folder, writesOf(messages), never())) {
          settled.push(...some);
          if (settled.length >= 5) change(rig);
        }
      })(),
    );
    mend(rig);
    const later = await rig.open();
    const doubts = messages.map((message) => ({
      marker: markerOf(message),
      sizeBytes: message.bytes.length,
      receivedAt: message.receivedAt,
    }));
    const found = await later.find(folder, doubts, never());
    await putAll(
      later,
      folder,
      messages.filter((message) => (found.get(markerOf(message)) ?? []).length === 0),
    );
    await expectOnce(later, folder, messages);
    return broken;
  }

  const apps = (roles: readonly string[]) => [{ clientId: CLIENT, secret: 'wönderful', roles }];

  test('consent: the permission is named, and a run after it is given back goes on', async () => {
    const broken = await interrupted(
      (rig) => {
        rig.graph.change({ apps: apps(ROLES.filter((role) => !role.includes('ImportExport'))) });
        rig.graph.revokeTokens();
        rig.graph.endSessions();
      },
      (rig) => rig.graph.change({ apps: apps(ROLES) }),
    );
    expect(broken.code).toBe('target.consent-missing');
    expect(broken.message).toContain('MailboxItem.ImportExport.All');
  });

  test.each(['rbac', 'policy'] as const)('the scope, in the words of %s: the mailbox is named', async (exclusion) => {
    const broken = await interrupted(
      (rig) => {
        rig.graph.change({ excluded: ['user@example.com'], exclusion });
        rig.graph.endSessions();
      },
      (rig) => rig.graph.change({ excluded: [] }),
    );
    expect(broken.code).toBe('target.out-of-scope');
  });

  test('tokens and sessions: new ones are taken, and nobody notices', async () => {
    const { rig, target, folder } = await scene();
    const messages = many(20);
    const settled: Settled[] = [];
    let hasEnded = false;
    for await (const some of target.put(folder, writesOf(messages), never())) {
      settled.push(...some);
      if (settled.length < 5 || hasEnded) continue;
      hasEnded = true;
      rig.graph.revokeTokens();
      rig.graph.endSessions();
    }
    expect(outcomes(settled)).toEqual(messages.map(() => 'copied'));
    await expectOnce(target, folder, messages);
  });
});

test('a message that is larger than the service takes fails by itself, among good ones that are written', async () => {
  const { target, folder } = await scene({ importBytesMax: 1_000_000 });
  const [first, second] = many(2);
  if (first === undefined || second === undefined) throw new Error('two were made');
  const settled = await putAll(target, folder, [first, bigMessage(2_000_000), second]);
  expect(outcomes(settled)).toEqual(['copied', 'failed', 'copied']);
  expect(settled[1]).toMatchObject({ problem: { code: 'target.too-large' } });
});

describe('opening', () => {
  const authority = makeAuthority('An administrator');
  const issue = () => authority.issue({ names: ['app.example'], keyType: 'rsa' });
  const pemOf = (certPem: string, keyPem: string) =>
    ({ is: 'certificate', pem: new Secret(`${keyPem}${certPem}`) }) as const;

  test('by a certificate: its key signs for the application, and no other key does', async () => {
    const [own, other] = [issue(), issue()];
    const rig = await openGraphRig({ apps: [{ clientId: CLIENT, certificatePem: own.certPem, roles: ROLES }] });
    rigs.push(rig);
    const target = await rig.open({ proof: pemOf(own.certPem, own.keyPem) });
    expect((await target.folders(never())).map(({ role }) => role)).toContain('inbox');
    const strange = [pemOf(other.certPem, other.keyPem), pemOf(own.certPem, other.keyPem), pemOf('', own.keyPem)];
    for (const proof of strange) {
      const refused = await failure(rig.open({ proof }));
      expect(refused.code).toBe('target.sign-in-refused');
      expect(refused.message).not.toContain('BEGIN');
    }
  });

  test('a mailbox without a licence is told as that', async () => {
    const rig = await openGraphRig({ unlicensed: ['user@example.com'] });
    rigs.push(rig);
    expect((await failure(rig.open())).code).toBe('target.mailbox-missing');
  });

  test('a secret that is wrong is told at once, and stands in no message', async () => {
    const rig = await openGraphRig({ apps: [{ clientId: CLIENT, secret: 'another', roles: ROLES }] });
    rigs.push(rig);
    const refused = await failure(rig.open());
    expect(refused.code).toBe('target.sign-in-refused');
    expect(JSON.stringify([refused.message, refused.facts])).not.toContain('wönderful');
  });

  test('what is left of a stream that somebody leaves is not sent', async () => {
    const { rig, target, folder } = await scene();
    const messages = many(40);
    for await (const some of target.put(folder, writesOf(messages), never())) if (some.length > 0) break;
    expect(rig.count(folder)).toBeLessThan(messages.length);
    expect((await all(target.list(folder, never()))).flat().length).toBe(rig.count(folder));
  });
});

test('a long run uses at least four fifths of the published ceiling, and is hardly ever asked to wait', async () => {
  const rig = await openGraphRig({}, 'sleeps');
  rigs.push(rig);
  const target = await rig.open();
  const folder = await ensure(target, ['Here']);
  const [message] = many(1);
  if (message === undefined) throw new Error('one was made');
  const began = rig.paceClock.now();
  const refs = (await putAll(target, folder, [message])).map((one) => (one.is === 'copied' ? one.target : null));
  const asked = Array.from({ length: 25_000 }, () => refs[0] ?? null).filter((ref) => ref !== null);
  for await (const found of target.read(folder, asked, never())) expect(found.content).not.toBeNull();
  const spans = (rig.paceClock.now() - began) / 600_000;
  expect(asked.length / spans).toBeGreaterThan(8000);
  const { throttled, httpRequests, impoliteRequests } = rig.graph.counters;
  expect(throttled).toBeLessThan(httpRequests / 100);
  expect(impoliteRequests).toBe(0);
});
