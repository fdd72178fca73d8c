import { createHash, sign, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { fakeClock } from '../../test/fake-clock.ts';
import { CLIENT_ID, type GraphRig, idIn, listIn, OWNER, SECRET, startGraphRig, TENANT } from '../../test/graph/rig.ts';
import { makeAuthority } from '../tls.ts';
import { ALL_ROLES } from './permissions.ts';

const USER = `/users/${encodeURIComponent(OWNER)}`;
const INBOX = `${USER}/mailFolders/inbox`;
const MEGABYTE = 1024 * 1024;
const rigs: GraphRig[] = [];
const start: typeof startGraphRig = async (...options) => {
  const rig = await startGraphRig(...options);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});
const appWith = (roles: readonly string[]) => ({ apps: [{ clientId: CLIENT_ID, secret: SECRET, roles }] });

describe('signing in', () => {
  const asked = async (rig: GraphRig, form: Readonly<Record<string, string>>, endpoint = 'token') => {
    const url = `${rig.graph.origin}/${TENANT}/oauth2/v2.0/${endpoint}`;
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT_ID, ...form }) });
    const body: unknown = await answer.json();
    return { status: answer.status, body };
  };
  const OWN = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };

  test.each([
    [{ ...OWN, client_secret: 'wrong' }, 'AADSTS7000215'],
    [{ ...OWN, client_secret: SECRET, client_id: 'nobody' }, 'AADSTS700016'],
    [{ ...OWN, client_secret: SECRET, scope: 'Mail.Read' }, 'AADSTS1002012'],
    [OWN, 'AADSTS7000218'],
  ])('with %j is refused with %s', async (form, number) => {
    const { status, body } = await asked(await start(), form);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ error_description: expect.stringContaining(number) });
  });

  test('takes an assertion that the certificate signed for this endpoint, and no other', async () => {
    const { keyPem, certPem } = makeAuthority('Sim').issue({ names: ['app.example'], keyType: 'rsa' });
    const rig = await start({ apps: [{ clientId: CLIENT_ID, certificatePem: certPem, roles: ALL_ROLES }] });
    const audience = `${rig.graph.origin}/${TENANT}/oauth2/v2.0/token`;
    const thumbprint = createHash('sha256').update(new X509Certificate(certPem).raw).digest('base64url');
    const assertion = (aud: string, lifeS: number, key = keyPem): Readonly<Record<string, string>> => {
      const now = Math.floor(systemClock.now() / 1000);
      const claims = { aud, iss: CLIENT_ID, sub: CLIENT_ID, jti: 'one', nbf: now - 10, exp: now + lifeS };
      const parts = [{ alg: 'RS256', typ: 'JWT', 'x5t#S256': thumbprint }, claims];
      const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
      const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      return { ...OWN, client_assertion_type: type, client_assertion: `${signed}.${signature}` };
    };
    expect((await asked(rig, assertion(audience, 300))).status).toBe(200);
    expect((await asked(rig, assertion('https://elsewhere.example', 300))).status).toBe(401);
    expect((await asked(rig, assertion(audience, -400))).status).toBe(401);
    const other = makeAuthority('Sim').issue({ names: ['other.example'], keyType: 'rsa' }).keyPem;
    expect((await asked(rig, assertion(audience, 300, other))).status).toBe(401);
  });

  test('with a device code waits for a person, and reaches only their own mailbox', async () => {
    const scopes = ['Mail.ReadWrite', 'offline_access'];
    const rig = await start({ apps: [{ clientId: CLIENT_ID, roles: [], scopes }] });
    const begun = await asked(rig, { scope: 'Mail.ReadWrite' }, 'devicecode');
    const { device_code: code, user_code: userCode } = begun.body as Readonly<Record<string, string>>; // 200 has this shape
    const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code ?? '' };
    expect((await asked(rig, poll)).body).toMatchObject({ error: 'authorization_pending' });
    expect(rig.graph.decideDevice(userCode ?? '', OWNER)).toBe(true);
    const { access_token: token } = (await asked(rig, poll)).body as Readonly<Record<string, string>>; // 200 has this shape
    const headers = { authorization: `Bearer ${token}` };
    expect((await rig.ask('GET', '/me/mailFolders/inbox', undefined, headers)).status).toBe(200);
    const other = '/users/bob%40sim.example/mailFolders/inbox';
    expect((await rig.ask('GET', other, undefined, headers)).status).toBe(403);
  });

  test('lasts as long as the token, and ends sooner with a challenge', async () => {
    const clock = fakeClock();
    const rig = await start({ tokenLifeS: 300 }, { clock });
    const headers = { authorization: `Bearer ${await rig.token()}` };
    expect((await rig.ask('GET', INBOX, undefined, headers)).status).toBe(200);
    rig.graph.revokeTokens();
    const challenged = await rig.ask('GET', INBOX, undefined, headers);
    expect(challenged.status).toBe(401);
    expect(challenged.headers.get('www-authenticate')).toContain('claims=');
    const fresh = { authorization: `Bearer ${await rig.token()}` };
    expect((await rig.ask('GET', INBOX, undefined, fresh)).status).toBe(200);
    await clock.sleep(300_000, new AbortController().signal);
    expect((await rig.ask('GET', INBOX, undefined, fresh)).status).toBe(401);
  });
});

describe('what an administrator decides', () => {
  test('a permission without consent, an excluded mailbox and a missing licence are told apart', async () => {
    const rig = await start(appWith(['Mail.Read']));
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
    expect((await rig.ask('POST', `${USER}/messages`, {})).json).toMatchObject({
      error: { code: 'ErrorAccessDenied' },
    });
    rig.graph.change({ excluded: [OWNER] });
    expect((await rig.ask('GET', INBOX)).status).toBe(403);
    rig.graph.change({ excluded: [], unlicensed: [OWNER] });
    expect((await rig.ask('GET', INBOX)).json).toMatchObject({ error: { code: 'MailboxNotEnabledForRESTAPI' } });
    expect((await rig.ask('GET', '/users/eve%40sim.example/messages')).json).toMatchObject({
      error: { code: 'ErrorInvalidUser' },
    });
  });

  test('withdrawn consent shows with the next token, and import can be switched off', async () => {
    const rig = await start();
    const mailbox = `/admin/exchange/mailboxes/${idIn(await rig.ask('GET', `${USER}/settings/exchange`))}`;
    rig.graph.change({ allowsImport: false });
    expect((await rig.ask('POST', `${mailbox}/createImportSession`)).status).toBe(403);
    rig.graph.change(appWith([]));
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
    const headers = { authorization: `Bearer ${await rig.token()}` };
    expect((await rig.ask('GET', INBOX, undefined, headers)).status).toBe(403);
  });
});

describe('throttling', () => {
  test('so many requests in ten minutes, each one inside a batch counted', async () => {
    const clock = fakeClock();
    const rig = await start({ requestsMax: 6 }, { clock });
    const requests = Array.from({ length: 4 }, (_, at) => ({ id: `${at}`, method: 'GET', url: INBOX }));
    await rig.ask('POST', '/$batch', { requests });
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
    const over = await rig.ask('GET', INBOX);
    expect(over.status).toBe(429);
    const waitS = Number(over.headers.get('retry-after'));
    expect(waitS).toBeGreaterThan(500);
    await clock.sleep(waitS * 1000, new AbortController().signal);
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
    expect(rig.graph.counters).toMatchObject({ throttled: 1, impoliteRequests: 0 });
  });

  test.each([
    ['date', /GMT$/],
    ['absurd', /^2147483647$/],
    ['missing', /^null$/],
  ] as const)('tells the wait as %s', async (retryAfter, form) => {
    const rig = await start({ requestsMax: 0, retryAfter });
    expect(String((await rig.ask('GET', INBOX)).headers.get('retry-after'))).toMatch(form);
  });

  test('so many bytes in five minutes', async () => {
    const rig = await start({ uploadBytesMax: 1000 });
    expect((await rig.ask('POST', `${INBOX}/messages`, { subject: 'x'.repeat(200) })).status).toBe(201);
    expect((await rig.ask('POST', `${INBOX}/messages`, { subject: 'x'.repeat(900) })).status).toBe(429);
    expect((await rig.ask('GET', INBOX)).status).toBe(200);
  });

  test('four at once of one mailbox', async () => {
    const rig = await start({ serviceMs: 50 });
    await rig.token();
    await rig.ask('GET', INBOX);
    const answers = await Promise.all(Array.from({ length: 6 }, () => rig.ask('GET', INBOX)));
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect(rig.graph.counters.concurrencyPeak).toBe(4);
  });
});

describe('limits and faults', () => {
  test('a request above four megabytes, a large item and a full mailbox are refused', async () => {
    const rig = await start({ itemBytesMax: 1000, quotaBytes: 2000 });
    const body = { subject: 's', body: { contentType: 'text', content: 'x'.repeat(4 * MEGABYTE) } };
    expect((await rig.ask('POST', `${INBOX}/messages`, body)).status).toBe(413);
    const large = { subject: 's', body: { contentType: 'text', content: 'x'.repeat(1500) } };
    expect((await rig.ask('POST', `${INBOX}/messages`, large)).json).toMatchObject({
      error: { code: 'ErrorMessageSizeExceeded' },
    });
    const small = { subject: 's', body: { contentType: 'text', content: 'x'.repeat(700) } };
    const statuses: number[] = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await rig.ask('POST', `${INBOX}/messages`, small)).status);
    expect(statuses.at(-1)).toBe(507);
  });

  test('an answer is lost after the work, and half a batch is', async () => {
    const rig = await start();
    rig.graph.setFaults([
      { when: { route: 'POST /users/{user}/messages', nth: 1 }, then: { is: 'cut', at: 'after-work' } },
    ]);
    await expect(rig.ask('POST', `${USER}/messages`, { subject: 'lost' })).rejects.toThrow();
    expect(listIn(await rig.ask('GET', `${USER}/messages`))).toMatchObject([{ subject: 'lost' }]);
    rig.graph.setFaults([{ when: { route: 'POST /$batch' }, then: { is: 'half-batch', done: 1, others: 'missing' } }]);
    const requests = ['1', '2'].map((id) => ({ id, method: 'GET', url: INBOX }));
    expect(listIn(await rig.ask('POST', '/$batch', { requests }))).toMatchObject([{ id: '1', status: 200 }]);
  });

  test('a large attachment comes in ranges that follow each other', async () => {
    const rig = await start();
    const message = idIn(await rig.ask('POST', `${USER}/messages`, { subject: 'large' }));
    const size = 5 * MEGABYTE;
    const item = { attachmentType: 'file', name: 'a.bin', size };
    const session = await rig.ask('POST', `${USER}/messages/${message}/attachments/createUploadSession`, {
      AttachmentItem: item,
    });
    const put = (first: number, last: number) =>
      rig.ask('PUT', String(session.json['uploadUrl']), 'x'.repeat(last - first + 1), {
        'content-type': 'application/octet-stream',
        'content-range': `bytes ${first}-${last}/${size}`,
      });
    expect((await put(10, 19)).status).toBe(416);
    expect((await put(0, 3 * MEGABYTE - 1)).json).toMatchObject({ nextExpectedRanges: [`${3 * MEGABYTE}-`] });
    expect((await put(3 * MEGABYTE, size - 1)).status).toBe(201);
    expect(listIn(await rig.ask('GET', `${USER}/messages/${message}/attachments?$select=name`))).toMatchObject([
      { name: 'a.bin', size },
    ]);
  });

  test('a task comes back with what links it', async () => {
    const rig = await start();
    const list = idIn(await rig.ask('POST', `${USER}/todo/lists`, { displayName: 'Projects' }));
    const due = { dateTime: '2026-04-15T00:00:00', timeZone: 'UTC' };
    const body = { title: 'File taxes', status: 'inProgress', importance: 'high', dueDateTime: due };
    const task = idIn(await rig.ask('POST', `${USER}/todo/lists/${list}/tasks`, body));
    const linked = { externalId: 'key', applicationName: 'mover' };
    expect((await rig.ask('POST', `${USER}/todo/lists/${list}/tasks/${task}/linkedResources`, linked)).status).toBe(
      201,
    );
    const read = await rig.ask('GET', `${USER}/todo/lists/${list}/tasks/${task}?$expand=linkedResources`);
    const { dateTime: _, ...rest } = due;
    expect(read.json).toMatchObject({ ...body, dueDateTime: rest, linkedResources: [linked] });
    expect((await rig.ask('POST', `${USER}/todo/lists/${list}/tasks`, { title: 'x', percentComplete: 5 })).status).toBe(
      400,
    );
  });
});
