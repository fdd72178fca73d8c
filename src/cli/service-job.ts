/** What `godwit serve` and `godwit worker` ask of the rest of the program. */
import type { Log } from '../base/log.ts';
import type { Secret } from '../base/secret.ts';
import type { WorkBounds } from '../model/work-bounds.ts';
import type { NameServerAddress } from './machinery.ts';

export interface ServiceJob {
  /** Null takes no requests: a worker alone. Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number } | null;
  /** The origin at which people reach the service; null for this machine alone. */
  readonly publicUrl: URL | null;
  /** Whose word counts about where a request comes from: the hop before us, or these networks; null for nobody's. */
  readonly proxies: 'one-hop' | readonly string[] | null;
  /** How much is worked on at once, where operators have not set something else. */
  readonly bounds: WorkBounds;
  /** Passwords of mailboxes at their end are kept for so long. */
  readonly purgePasswordsAfterDays: number;
  /** Where the database, the key, the log, the spool files and the reports lie. */
  readonly stateFolder: string;
  /** Authorities that are trusted beside those of the machine, as PEM texts. */
  readonly authorities: readonly string[];
  readonly isInsecureLoopbackAllowed: boolean;
  /** To be asked for records; none: those of the machine. */
  readonly nameServers: readonly NameServerAddress[];
  /** Where programs that measure ask for numbers; null for nowhere. Port 0 takes a free one. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** A PEM text with the key and the certificates that settings files are signed with; null signs none. */
  readonly profileSigner: Secret | null;
  /** Each request becomes a line of the log. */
  readonly isRequestLogged: boolean;
}

export interface ServiceUp {
  /** `http://127.0.0.1:8420`; null for a worker. */
  readonly url: string | null;
  /** Where the first operator makes an account, once; null when there is somebody already. A secret: it opens everything. */
  readonly firstOperatorLink: Secret | null;
}

export interface ServiceControl {
  /** Called once, when everything runs. */
  readonly isUp: (up: ServiceUp) => void;
  /** Aborted: settle what is under way, leave the rest to others, and end. */
  readonly stopping: AbortSignal;
  /** Aborted: end at once. */
  readonly signal: AbortSignal;
  readonly log: Log;
}
