/** One-time links: for the first operator when the service starts, and for administrators of an organisation. */
import { type Clock, type Instant, instant } from '../../base/clock.ts';
import type { Secret } from '../../base/secret.ts';
import { type NewToken, tokenHash } from '../../base/token.ts';
import type { House } from '../../model/house.ts';
import type { OrganisationId, PersonId } from '../../model/organisation.ts';
import type { Store } from '../../model/store.ts';

export interface InvitationDeps {
  readonly clock: Clock;
  readonly newToken: NewToken;
}

export interface NewLink {
  readonly token: Secret;
  readonly expiresAt: Instant;
}

export interface Invited {
  /** An administrator of it is invited; an operator where it is null. */
  readonly organisation: OrganisationId | null;
  /** Null for somebody at the machine itself. */
  readonly madeBy: PersonId | null;
  /** The id that the account will have; null for any. */
  readonly person: PersonId | null;
}

/** Whoever was invited on a Friday still gets in on Monday. */
const INVITATION_MS = 4 * 24 * 3_600_000;

/** The token of a link that makes the first operator, in place of all earlier ones; null once there is somebody. */
export async function inviteFirstOperator(store: Store, deps: InvitationDeps): Promise<Secret | null> {
  return store.inHouse(async (house) => {
    if ((await house.peopleCount()) > 0) return null;
    // Each start of the service prints one; only the last may be lying about.
    await house.withdrawOperatorInvitations();
    return (await invite(house, { organisation: null, madeBy: null, person: null }, deps)).token;
  });
}

/** Throws what the store throws. The link falls with whoever made it. */
export async function invite(
  house: House,
  { organisation, madeBy, person }: Invited,
  { clock, newToken }: InvitationDeps,
): Promise<NewLink> {
  const token = newToken();
  const expiresAt = instant(clock.now() + INVITATION_MS);
  const role = organisation === null ? 'operator' : 'administrator';
  await house.addInvitation(organisation, { tokenHash: tokenHash(token.reveal()), role, expiresAt, madeBy, person });
  return { token, expiresAt };
}

/** Where the account is made. */
export function invitationPath(token: Secret): string {
  return `/api/invitations/${token.reveal()}`;
}
