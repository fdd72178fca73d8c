/** The table of one-time links that make an account. */
import type { Instant } from '../../base/clock.ts';
import type { NewInvitation } from '../../model/house.ts';
import type { Invitation, OrganisationId } from '../../model/organisation.ts';
import type { Db } from '../db.ts';

export async function addInvitation(
  tx: Db,
  organisation: OrganisationId | null,
  { tokenHash, role, expiresAt, madeBy, person }: NewInvitation,
): Promise<void> {
  await tx.query({
    name: 'add-invitation',
    text: ADD,
    values: [tokenHash, organisation, role, expiresAt, madeBy, person],
  });
}

const ADD = `
  insert into invitations (token_hash, organisation_id, role, expires_at_ms, made_by, person_id)
  values ($1, $2, $3, $4, $5, $6)`;

export async function withdrawOperatorInvitations(tx: Db): Promise<void> {
  const text = 'delete from invitations where organisation_id is null';
  await tx.query({ name: 'withdraw-operator-invitations', text, values: [] });
}

/** Two who use the same link at once: one of them gets it. What is over goes with it. */
export async function takeInvitation(tx: Db, tokenHash: Buffer, now: Instant): Promise<Invitation | null> {
  const rows = await tx.query<Invitation & { readonly isAsked: boolean }>({
    name: 'take-invitation',
    text: TAKE,
    values: [tokenHash, now],
  });
  const taken = rows.find(({ isAsked, expiresAt }) => isAsked && expiresAt > now);
  if (taken === undefined) return null;
  const { role, organisation, expiresAt, person } = taken;
  return { role, organisation, expiresAt, person };
}

const TAKE = `
  delete from invitations
  where token_hash = $1 or expires_at_ms <= $2
  returning role, organisation_id as organisation, expires_at_ms as "expiresAt", person_id as person,
    token_hash = $1 as "isAsked"`;
