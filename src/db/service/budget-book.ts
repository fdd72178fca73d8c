/**
 * The tables of budgets and shares. They belong to no organisation: an account and a host do not know whose mailbox it is, and
 * nobody is told who else uses them.
 */
import { type Instant, instant } from '../../base/clock.ts';
import { type Asked, type BudgetBook, type BudgetKey, type Granted, LEASE_ENDS_MS } from '../../model/budget.ts';
import { fairShares, type Sharer } from '../../model/fair-shares.ts';
import type { Db } from '../db.ts';

/** Programs that use a budget hear of it on this channel when the others have to know at once. */
export const BUDGET_CHANNEL = 'godwit_budgets';

/** What was said there of one budget; nobody asks for so long from when it was said. */
export function newsIn(said: string): { readonly key: string; readonly restMs: number } {
  const [rest = '', ...words] = said.split(' ');
  return { key: words.join(' '), restMs: Number(rest) };
}

/** Without a refusal for so long, what was lowered is one more again, for budgets whose uses last for hours. */
const REGAIN_EVERY_MS = 30_000;

/** `clock` stands in for that of the database in tests. */
export function openBudgetBook(db: Db, clock: { now(): Instant } | null = null): BudgetBook {
  return {
    exchange: (holder, asked) =>
      db.transaction(async (tx) => {
        const budgets = await lockBudgets(tx, asked);
        const { now, shares } = await sharesOf(tx, [...budgets.keys()], clock);
        const turns = asked.map((one) => turnOf(one, holder, budgets, shares, now));
        await keep(tx, holder, turns, now);
        for (const { granted } of turns.filter(({ isNews }) => isNews)) await tell(tx, granted);
        return turns.map(({ granted }) => granted);
      }),
    leave: async (holder, keys) => {
      await db.query({ name: 'leave-budgets', text: LEAVE, values: [holder, keys] });
      for (const key of keys) await tell(db, { key, restMs: 0 });
    },
  };
}

interface Budget {
  readonly key: BudgetKey;
  readonly bound: number;
  readonly most: number;
  readonly lowered: number;
  readonly restUntil: number;
  readonly changedAt: number;
}

/** Always in the same order, so that two programs never wait for each other. */
async function lockBudgets(tx: Db, asked: readonly Asked[]): Promise<ReadonlyMap<BudgetKey, Budget>> {
  const keys = asked.map(({ key }) => key);
  const lock = () => tx.query<Budget>({ name: 'lock-budgets', text: LOCK, values: [keys] });
  let rows = await lock();
  if (rows.length < keys.length) {
    await tx.query({ name: 'add-budgets', text: ADD, values: [keys, asked.map(({ most }) => most)] });
    rows = await lock();
  }
  return new Map(rows.map((row) => [row.key, row]));
}

interface ShareRow extends Sharer {
  readonly key: BudgetKey;
}

async function sharesOf(
  tx: Db,
  keys: readonly BudgetKey[],
  clock: { now(): Instant } | null,
): Promise<{ readonly now: Instant; readonly shares: readonly ShareRow[] }> {
  // Asked once all are locked: the time before would be from before others were let through.
  const values = [keys, clock?.now() ?? null];
  const [row] = await tx.query<{ now: number; shares: readonly ShareRow[] | null }>({
    name: 'budget-shares',
    text: SHARES,
    values,
  });
  return { now: instant(row?.now ?? 0), shares: row?.shares ?? [] };
}

interface Turn {
  readonly key: BudgetKey;
  readonly budget: Budget;
  readonly share: Sharer;
  readonly granted: Granted;
  /** Others can do something with it at once. */
  readonly isNews: boolean;
}

function turnOf(
  asked: Asked,
  holder: string,
  budgets: ReadonlyMap<BudgetKey, Budget>,
  all: readonly ShareRow[],
  now: Instant,
): Turn {
  const { key, wants, keeps } = asked;
  const shares = all.filter((share) => share.key === key);
  const others = shares.filter((share) => share.holder !== holder);
  const before = shares.find((share) => share.holder === holder) ?? { holder, held: 0, wants, since: now };
  const known = budgets.get(key) ?? {
    key,
    bound: asked.most,
    most: asked.most,
    lowered: 0,
    restUntil: 0,
    changedAt: now,
  };
  const heldByOthers = others.reduce((sum, { held }) => sum + held, 0);
  const budget = budgetAfter(known, asked, heldByOthers + keeps, now);
  const bound = Math.floor(budget.bound);
  const fair = fairShares([...others, { ...before, wants }], bound, now).get(holder) ?? 0;
  const share = Math.min(fair, Math.max(0, bound - heldByOthers));
  const held = Math.max(keeps, share);
  const since = held > 0 === before.held > 0 ? before.since : now;
  const isFreed = held < before.held && others.some((other) => other.wants > other.held);
  const restMs = Math.max(0, budget.restUntil - now);
  return {
    key,
    budget,
    share: { holder, held, wants, since },
    granted: { key, share, bound, lowered: budget.lowered, restMs },
    isNews: isFreed || budget.lowered > known.lowered || budget.restUntil > known.restUntil,
  };
}

/** What the server said through this program, and what time has mended. */
function budgetAfter(known: Budget, { most, successes, refused }: Asked, inUse: number, now: Instant): Budget {
  if (refused !== null) {
    const isNews = refused.lowered === known.lowered;
    // What nobody used was not what the server found too much.
    const used = Math.max(1, Math.min(known.bound, inUse));
    return {
      ...known,
      most,
      bound: Math.min(most, isNews ? Math.max(1, used / 2) : known.bound),
      lowered: known.lowered + Number(isNews),
      restUntil: Math.max(known.restUntil, now + refused.restMs),
      changedAt: now,
    };
  }
  const calmMs = Math.max(0, now - Math.max(known.changedAt, known.restUntil));
  const regained = known.bound + successes / (4 * known.bound) + calmMs / REGAIN_EVERY_MS;
  // An operator who allows more is believed at once where the server had never asked for less.
  const bound = known.bound >= known.most ? most : Math.min(most, regained);
  return { ...known, most, bound: Math.max(1, bound), changedAt: now };
}

async function keep(tx: Db, holder: string, turns: readonly Turn[], now: Instant): Promise<void> {
  const budgets = turns.map(({ budget }) => budget);
  const column = <Name extends keyof Budget>(name: Name) => budgets.map((budget) => budget[name]);
  const names = ['key', 'bound', 'most', 'lowered', 'restUntil', 'changedAt'] as const;
  await tx.query({ name: 'keep-budgets', text: KEEP, values: names.map((name) => column(name)) });
  const shares = turns.map(({ share }) => share);
  const held = shares.map((share) => share.held);
  const wants = shares.map((share) => share.wants);
  const since = shares.map((share) => share.since);
  const values = [holder, now + LEASE_ENDS_MS, column('key'), held, wants, since];
  await tx.query({ name: 'keep-shares', text: KEEP_SHARES, values });
  await tx.query({ name: 'end-shares', text: END_SHARES, values: [column('key'), now] });
}

/** A pause is said with it: whoever hears that stops before it has asked. */
async function tell(tx: Db, { key, restMs }: Pick<Granted, 'key' | 'restMs'>): Promise<void> {
  const values = [BUDGET_CHANNEL, `${restMs} ${key}`];
  await tx.query({ name: 'tell-budget', text: 'select pg_notify($1, $2)', values });
}

const LOCK = `
  select key, bound, most, lowered, rest_until_ms as "restUntil", changed_at_ms as "changedAt"
  from budgets
  where key = any ($1)
  order by key
  for update`;

const ADD = `
  insert into budgets (key, bound, most, changed_at_ms)
  select asked.key, asked.most, asked.most, (extract(epoch from clock_timestamp()) * 1000)::bigint
  from unnest($1::text[], $2::integer[]) as asked (key, most)
  order by 1
  on conflict (key) do nothing`;

const SHARES = `
  with moment as materialized (
    select coalesce($2::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint) as now
  )
  select now, (
    select json_agg(json_build_object('key', key, 'holder', holder, 'held', held, 'wants', wants, 'since', since_ms))
    from budget_shares
    where key = any ($1) and lease_ends_at_ms > now
  ) as shares
  from moment`;

const KEEP = `
  update budgets
  set bound = changed.bound, most = changed.most, lowered = changed.lowered, rest_until_ms = changed.rest_until,
    changed_at_ms = changed.at
  from unnest($1::text[], $2::double precision[], $3::integer[], $4::integer[], $5::bigint[], $6::bigint[])
    as changed (key, bound, most, lowered, rest_until, at)
  where budgets.key = changed.key`;

const KEEP_SHARES = `
  insert into budget_shares (holder, lease_ends_at_ms, key, held, wants, since_ms)
  select $1, $2::bigint, share.*
  from unnest($3::text[], $4::integer[], $5::integer[], $6::bigint[]) as share
  on conflict (key, holder) do update
  set held = excluded.held, wants = excluded.wants, since_ms = excluded.since_ms, lease_ends_at_ms = excluded.lease_ends_at_ms`;

const END_SHARES = 'delete from budget_shares where key = any ($1) and lease_ends_at_ms <= $2';

const LEAVE = 'delete from budget_shares where holder = $1 and key = any ($2)';
