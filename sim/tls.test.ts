import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { instant } from '../src/base/clock.ts';
import { type Certificate, makeAuthority } from './tls.ts';

const authority = makeAuthority('Test authority');
const LOOPBACK = ['localhost', '127.0.0.1'];

/** 'trusted', or the code with which the client refuses. */
async function verdict(certificate: Certificate, ca: string, servername = 'localhost'): Promise<string> {
  const server = createServer({ key: certificate.keyPem, cert: certificate.certPem }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined); // the refusal is looked at from the client's side
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  const socket = connect({ host: '127.0.0.1', port, ca, servername });
  try {
    await once(socket, 'secureConnect');
    return 'trusted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('certificates made at run time', () => {
  test('a client that trusts the authority trusts a certificate for localhost', async () => {
    expect(await verdict(authority.issue({ names: LOOPBACK }), authority.certPem)).toBe('trusted');
  });

  test('a client that trusts another authority of the same name refuses', async () => {
    const stranger = makeAuthority('Test authority');
    expect(await verdict(authority.issue({ names: LOOPBACK }), stranger.certPem)).toMatch(/SIGNATURE|VERIFY|ISSUER/);
  });

  test('an expired certificate is refused as expired', async () => {
    const expired = authority.issue({
      names: LOOPBACK,
      notBefore: instant(Date.UTC(2019, 0, 1)),
      notAfter: instant(Date.UTC(2020, 0, 1)),
    });
    expect(await verdict(expired, authority.certPem)).toBe('CERT_HAS_EXPIRED');
  });

  test('a certificate of the future is refused as not yet valid', async () => {
    const early = authority.issue({ names: LOOPBACK, notBefore: instant(Date.UTC(2090, 0, 1)) });
    expect(await verdict(early, authority.certPem)).toBe('CERT_NOT_YET_VALID');
  });

  test('a certificate for another name is refused', async () => {
    const other = authority.issue({ names: ['mail.example.com'] });
    expect(await verdict(other, authority.certPem)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('a certificate may be for an address', async () => {
    const read = new X509Certificate(authority.issue({ names: LOOPBACK }).certPem);
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkIP('127.0.0.2')).toBeUndefined();
    expect(read.ca).toBe(false);
    expect(new X509Certificate(authority.certPem).ca).toBe(true);
  });

  test('dates on both sides of 2050 are read back as they were written', () => {
    const read = new X509Certificate(
      authority.issue({
        names: LOOPBACK,
        notBefore: instant(Date.UTC(2049, 11, 31, 23, 59, 59)),
        notAfter: instant(Date.UTC(2050, 0, 1, 0, 0, 0)),
      }).certPem,
    );
    expect(read.validFrom).toBe('Dec 31 23:59:59 2049 GMT');
    expect(read.validTo).toBe('Jan  1 00:00:00 2050 GMT');
  });
});
