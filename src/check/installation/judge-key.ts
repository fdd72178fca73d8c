/** The keys that passwords are sealed with: whether they are at hand here, and which are needed still. */
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';

export interface KeyFacts {
  /** Null: there is none in any of their places. */
  readonly given:
    | { readonly is: 'keys'; readonly ids: readonly string[]; readonly where: string }
    | { readonly is: 'unusable'; readonly cause: string; readonly remedy: string }
    | null;
  /** The key that seals; null before anything has begun, or where the database cannot be asked. */
  readonly sealing: string | null;
  /** How many secrets each key has sealed; null where the database cannot be asked. */
  readonly used: ReadonlyMap<string, number> | null;
}

const HEAD: CheckHead = { id: 'key', title: 'The key that passwords are sealed with is here' };
const owner = 'administrator';

export function judgeKey({ given, sealing, used: known }: KeyFacts): CheckResult {
  if (given?.is === 'unusable') return blocked(HEAD, [], { cause: given.cause, remedy: given.remedy, owner });
  if (given === null && known === null) {
    const cause = 'There is no key here, and whether one is needed could not be seen.';
    return warned(HEAD, [], { cause, remedy: 'Mend the database first, then look again.', owner });
  }
  const used = known ?? new Map<string, number>();
  const needed = [...new Set([...used.keys(), ...(sealing === null ? [] : [sealing])])];
  if (given === null && needed.length === 0) return passed(HEAD, ['there is none yet: the first start makes it']);
  const ids = given?.ids ?? [];
  const evidence = [
    given === null ? 'there is none here' : `in ${given.where}: ${ids.join(', ')}`,
    ...(sealing === null ? [] : [`${sealing} seals`]),
    ...[...used].map(([id, count]) => `${id} has sealed ${count}`),
  ];
  const missing = needed.filter((id) => !ids.includes(id));
  if (missing.length > 0) {
    return blocked(HEAD, evidence, {
      cause: `Passwords are sealed with ${missing.join(' and ')}, and this machine does not have that key: the service does not start.`,
      remedy:
        'Put the key file back from its backup, or the key into GODWIT_SECRET_KEY; without it the passwords have to be handed in again.',
      owner,
    });
  }
  const old = [...used.keys()].filter((id) => sealing !== null && id !== sealing);
  if (old.length > 0) {
    return warned(HEAD, evidence, {
      cause: `${old.join(' and ')} seals no more and is needed still.`,
      remedy: 'Keep it where it is, and run godwit rotate-key or the service until nothing needs it.',
      owner,
    });
  }
  const spare = ids.filter((id) => !needed.includes(id));
  return passed(HEAD, [...evidence, ...spare.map((id) => `${id}: nothing is sealed with it`)]);
}
