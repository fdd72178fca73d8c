/** Every command the server knows, and the state it needs (RFC 9051 §3). */
import type { Token } from '../grammar.ts';
import type { Session } from '../session.ts';
import { append } from './append.ts';
import { copy, expunge, move, store } from './change.ts';
import { fetch, search } from './fetch.ts';
import { create, getQuota, getQuotaRoot, list, remove, status, subscribe } from './folders.ts';
import { close, select } from './select.ts';
import { authenticate, capability, enable, id, login, logout, namespace, noop, startTls } from './sign-in.ts';

export interface Command {
  readonly needs: 'nothing' | 'account' | 'mailbox';
  /** Writes untagged answers and gives the tagged one without its tag: `OK done`. */
  run(session: Session, tokens: readonly Token[], name: string): string | Promise<string>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  CAPABILITY: { needs: 'nothing', run: capability },
  NOOP: { needs: 'nothing', run: noop },
  ID: { needs: 'nothing', run: id },
  LOGOUT: { needs: 'nothing', run: logout },
  STARTTLS: { needs: 'nothing', run: startTls },
  LOGIN: { needs: 'nothing', run: login },
  AUTHENTICATE: { needs: 'nothing', run: authenticate },
  ENABLE: { needs: 'account', run: enable },
  NAMESPACE: { needs: 'account', run: namespace },
  LIST: { needs: 'account', run: list },
  LSUB: { needs: 'account', run: list },
  STATUS: { needs: 'account', run: status },
  CREATE: { needs: 'account', run: create },
  DELETE: { needs: 'account', run: remove },
  SUBSCRIBE: { needs: 'account', run: subscribe },
  UNSUBSCRIBE: { needs: 'account', run: subscribe },
  GETQUOTAROOT: { needs: 'account', run: getQuotaRoot },
  GETQUOTA: { needs: 'account', run: getQuota },
  SELECT: { needs: 'account', run: select },
  EXAMINE: { needs: 'account', run: select },
  APPEND: { needs: 'account', run: append },
  CHECK: { needs: 'mailbox', run: noop },
  CLOSE: { needs: 'mailbox', run: close },
  UNSELECT: { needs: 'mailbox', run: close },
  EXPUNGE: { needs: 'mailbox', run: expunge },
  'UID EXPUNGE': { needs: 'mailbox', run: expunge },
  FETCH: { needs: 'mailbox', run: fetch },
  'UID FETCH': { needs: 'mailbox', run: fetch },
  SEARCH: { needs: 'mailbox', run: search },
  'UID SEARCH': { needs: 'mailbox', run: search },
  STORE: { needs: 'mailbox', run: store },
  'UID STORE': { needs: 'mailbox', run: store },
  COPY: { needs: 'mailbox', run: copy },
  'UID COPY': { needs: 'mailbox', run: copy },
  MOVE: { needs: 'mailbox', run: move },
  'UID MOVE': { needs: 'mailbox', run: move },
};
