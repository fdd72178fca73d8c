/** Opens a connection and signs in. */
import type { Clock } from '../../base/clock.ts';
import type { Secret } from '../../base/secret.ts';
import type { ImapConnection } from './connection.ts';
import type { ImapLimits } from './limits.ts';

export interface ImapServer {
  readonly host: string;
  readonly port: number;
  /** 'none' is refused unless the host is this machine. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM texts of authorities trusted in addition to the system's. */
  readonly ca: readonly string[] | null;
}

export interface ImapCredentials {
  readonly user: string;
  readonly secret: Secret;
  /** 'auto' takes AUTHENTICATE PLAIN where it is offered and LOGIN otherwise. */
  readonly mechanism: 'auto' | 'login' | 'plain' | 'xoauth2';
}

export interface ImapDeps {
  readonly clock: Clock;
  readonly limits?: Partial<ImapLimits>;
  /** COMPRESS=DEFLATE where it is offered. Off by default: it costs more than a fast line. */
  readonly compress?: boolean;
}

/**
 * A signed-in connection with fresh capabilities. Fails with ImapConnectionError (no line), ImapStatusError (sign-in
 * refused) or ImapProtocolError.
 */
export async function connectImap(
  server: ImapServer,
  credentials: ImapCredentials,
  deps: ImapDeps,
  signal: AbortSignal,
): Promise<ImapConnection> {
  signal.throwIfAborted();
  throw new Error(`not built yet: ${server.host} ${credentials.user} ${deps.clock.now()}`);
}
