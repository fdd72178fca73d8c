/** The passwords that a worker needs of a mailbox, or why it does not have them. */
import { isoSeconds } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import type { Secret } from '../base/secret.ts';
import { type Mailbox, type PasswordPlace, passwordPlaces } from '../model/project.ts';
import type { Tenant } from '../model/store.ts';

/** Throws `secret.missing`, `secret.purged`, and what unsealing throws. */
export async function neededPasswords(
  tenant: Tenant,
  { id, settings }: Mailbox,
  which: 'all' | 'sources' = 'all',
): Promise<ReadonlyMap<PasswordPlace, Secret>> {
  const passwords = await tenant.passwords(id);
  const needed = passwordPlaces(settings).filter((place) => which === 'all' || place !== 'target');
  const missing = needed.filter((place) => !passwords.has(place));
  if (missing.length === 0) return passwords;
  const places = missing.map((place) => `the ${place}`).join(' and ');
  const { purgedAt } = await tenant.passwordsKept(id);
  if (purgedAt === null) throw new Failure('secret.missing', { places });
  throw new Failure('secret.purged', { places, at: isoSeconds(purgedAt) });
}
