import { afterEach, describe, expect, test } from 'vitest';
import { cannedServer, operationAnswer, soapFault } from '../../test/exchange/canned-server.ts';
import { MAILBOX, SERVICE } from '../../test/exchange/target-rig.ts';
import { failure, Scenes } from '../../test/exchange/target-scene.ts';
import { Secret } from '../base/secret.ts';
import { needsImpersonation } from './ews.ts';

const scenes = new Scenes();
afterEach(() => scenes.endAll());

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
    const rig = await scenes.rig();
    const credentials = { kind: 'basic', user: SERVICE, secret: new Secret('streng-geheim') } as const;
    const found = await failure(rig.open({ credentials }));
    expect(found).toMatchObject({ code: 'target.sign-in-refused', facts: { user: SERVICE, host: '127.0.0.1' } });
    expect(JSON.stringify([found.message, found.facts, String(found.cause), found.stack])).not.toContain('geheim');
    expect(rig.paceClock.slept).toEqual([]);
  });

  test('with a wrong address says that there is no Exchange', async () => {
    const rig = await scenes.rig();
    const found = await failure(rig.open({ url: new URL('/somewhere/else', rig.exchange.url) }));
    expect(found.code).toBe('target.protocol');
    expect(found.message).toContain('no Exchange Web Services there');
  });

  test('a mailbox that does not exist says so', async () => {
    const rig = await scenes.rig();
    const found = await failure(rig.open({ mailbox: 'nobody@example.com' }));
    expect(found).toMatchObject({ code: 'target.mailbox-missing', facts: { mailbox: 'nobody@example.com' } });
  });

  test('a mailbox that the account may not act for says so', async () => {
    const account = { user: SERVICE, password: 'pässword', mayImpersonate: [], auth: ['basic'] } as const;
    const rig = await scenes.rig({ server: { accounts: [account] } });
    expect(await failure(rig.open())).toMatchObject({
      code: 'target.impersonation-refused',
      facts: { mailbox: MAILBOX },
    });
  });

  test('a port where nobody listens, and a host that is none, fail at once', async () => {
    const rig = await scenes.rig();
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
    const rig = await scenes.rig();
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
    const rig = await scenes.rig();
    const server = await cannedServer([answer]);
    expect((await failure(rig.open({ url: server.url }))).code).toBe(code);
    await server.close();
  });
});
