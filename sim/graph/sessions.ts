/** What lives for a while and not in the store: sessions for imports and for uploads, each opened by a secret in its address. */
import { randomBytes } from 'node:crypto';

export interface ImportSession {
  readonly is: 'import';
  readonly mailbox: number;
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}
export interface UploadSession {
  readonly is: 'upload';
  readonly mailbox: number;
  readonly clientId: string;
  readonly until: number;
  /** Of the item that gets the attachment. */
  readonly item: number;
  readonly name: string;
  readonly type: string;
  readonly contentId: string | null;
  readonly isInline: boolean;
  readonly size: number;
  readonly chunks: Buffer[];
  /** Of the chunks together. */
  received: number;
}
type Session = ImportSession | UploadSession;

/** Sessions that nobody ends go when there are more. */
const SESSIONS_MAX = 10_000;

export class Sessions {
  readonly #open = new Map<string, Session>();

  add(session: Session): string {
    const secret = randomBytes(48).toString('base64url');
    this.#open.set(secret, session);
    const [oldest] = this.#open.keys();
    if (this.#open.size > SESSIONS_MAX && oldest !== undefined) this.#open.delete(oldest);
    return secret;
  }

  /** Null for a secret that is not known, or whose time is over. */
  find(secret: string, now: number): Session | null {
    const session = this.#open.get(secret);
    return session === undefined || session.until <= now ? null : session;
  }

  end(secret: string): void {
    this.#open.delete(secret);
  }

  /** As when the servers behind the addresses are changed: every client has to begin anew. */
  endAll(): void {
    this.#open.clear();
  }
}
