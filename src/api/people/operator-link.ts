/** The way back in for whoever has the machine: a one-time link for another operator, written straight into the database. */
import type { Random } from '../../base/random.ts';
import type { PersonId } from '../../model/organisation.ts';
import type { Store } from '../../model/store.ts';
import { type InvitationDeps, invite, type NewLink } from './invitation.ts';

export interface OperatorLinkDeps extends InvitationDeps {
  readonly random: Random;
  /** The name of the machine, for the event. */
  readonly machine: string;
}

/** The event names the account that the link will make, so that who came in by it is known. */
export async function makeOperatorLink(store: Store, deps: OperatorLinkDeps): Promise<NewLink> {
  const { clock, random, machine } = deps;
  return store.inHouse(async (house) => {
    const person = random.id() as PersonId; // a fresh id is one
    house.append(null, {
      at: clock.now(),
      actor: { is: 'godwit', worker: machine },
      subject: 'person',
      subjectId: person,
      project: null,
      name: 'invite',
      from: null,
      to: null,
      reason: 'godwit operator-link on the machine of the service',
      facts: {},
    });
    return invite(house, { organisation: null, madeBy: null, person }, deps);
  });
}
