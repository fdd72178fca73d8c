/** The new system of the guide: a simulated Exchange, whose administrator gives out passwords, and whose users sign in. */
import type { AccountOptions } from '../../sim/exchange/options.ts';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';
import type { Clock } from '../../src/base/clock.ts';
import { deliver } from '../engine/return-rig.ts';

/** Moves mail for everybody. */
export const MIGRATION = { user: 'migration@finch.test', password: 'plantedMigrationPassword9' };

export interface NewSystem extends AsyncDisposable {
  readonly exchange: RunningExchange;
  /** As somebody else's mail server does: into the inbox, unread. */
  deliver(user: string, text: string): Promise<void>;
  /** As its administrator does, by hand. */
  setPassword(user: string, password: string): void;
  /** Whether its user is let in with this password. */
  mayEnter(user: string, password: string): Promise<boolean>;
}

export async function openNewSystem(folder: string, users: readonly string[], clock: Clock): Promise<NewSystem> {
  const people = users.map((user) => ({ ...NO_RIGHTS, user, password: `First-${user}` }));
  const exchange = await startExchange({
    folder,
    clock,
    accounts: [{ ...NO_RIGHTS, ...MIGRATION, mayImpersonate: 'all' }, ...people],
    mailboxes: users.map((address) => ({ address })),
  });
  return {
    exchange,
    deliver: (user, text) => {
      const inbox = { path: ['Inbox'], role: 'inbox' } as const;
      const password = people.find((one) => one.user === user)?.password ?? '';
      return deliver(exchange.url, clock, inbox, { text, receivedAt: clock.now() }, { user, password });
    },
    setPassword: (user, password) => {
      for (const one of people) if (one.user === user) one.password = password;
    },
    mayEnter: async (user, password) => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'text/xml' };
      const { status } = await fetch(exchange.url, { method: 'POST', headers, body: '<x/>' });
      return status !== 401;
    },
    [Symbol.asyncDispose]: () => exchange.close(),
  };
}

const NO_RIGHTS: Omit<AccountOptions, 'user' | 'password'> = { mayImpersonate: [], auth: ['basic'] };
