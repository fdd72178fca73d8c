/** Passwords of people who sign in: only a hash is kept, of the kind that is slow to guess (argon2id, RFC 9106). */
import { hash, verify } from '@node-rs/argon2';

/** The parameters that OWASP recommends: 19 MiB and two passes, some 40 ms. The default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Takes as long when there is no account, so that the time does not tell who has one. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobodysHash()), password);
  return isRight && passwordHash !== null;
}

let nobodys: Promise<string> | null = null;

function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword('nobody has this password');
  return nobodys;
}
