/**
 * A pace that asks others besides: one mailbox has its own, and what several clients use together has another, which is not
 * known here. Each request needs a place in both, and a pause that the server asks for holds in both.
 */
import type { Pace, Pacer, Refused, Slot } from './pace.ts';

/** What several clients use together. */
export interface JointPlaces {
  enter(signal: AbortSignal): Promise<JointPlace>;
  /** The server asked all to wait, for so long from now on. */
  refuse(restMs: number): void;
}

export interface JointPlace {
  succeed(): void;
  refuse(restMs: number): void;
  release(): void;
}

/** The place of the mailbox is taken first: whoever waits for it keeps nobody else from the others. */
export function jointPace(own: Pace, joint: JointPlaces): Pacer {
  return {
    get limit() {
      return own.limit;
    },
    enter: async (signal) => {
      for (;;) {
        const slot = await own.enter(signal);
        const place = await orRelease(slot, joint.enter(signal));
        if (own.restMs === 0) return both(own, slot, place);
        // A pause began while it waited.
        place.release();
        slot.release();
      }
    },
    refuse: (refused) => {
      passOn(own, refused, joint, () => own.refuse(refused));
    },
  };
}

function both(own: Pace, slot: Slot, place: JointPlace): Slot {
  return {
    succeed: () => {
      slot.succeed();
      place.succeed();
    },
    refuse: (refused) => passOn(own, refused, place, () => slot.refuse(refused)),
    release: () => {
      slot.release();
      place.release();
    },
  };
}

/** A line that broke is this client's affair; what the server itself asks for is everybody's, also when patience ends here. */
function passOn(own: Pace, { why, waitMs }: Refused, to: Pick<JointPlace, 'refuse'>, refuse: () => void): void {
  try {
    refuse();
  } finally {
    if (why === 'busy' || waitMs !== null) to.refuse(own.restMs);
  }
}

async function orRelease(slot: Slot, entering: Promise<JointPlace>): Promise<JointPlace> {
  try {
    return await entering;
  } catch (error) {
    slot.release();
    throw error;
  }
}
