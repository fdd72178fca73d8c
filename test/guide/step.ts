/** The guide as a story: each of its statements is a step that somebody plays against the service. */
import type { GuideWorld } from './world.ts';

export interface Step {
  /** The statement of Rackspace's guide, by its number. */
  readonly of: `R${number}`;
  /** What it says, and what the service does about it, for a reader of the list. */
  readonly says: string;
  /** Throws where it does not hold. */
  readonly play: (world: GuideWorld) => Promise<void>;
}

/** Of the guide. */
export const STATEMENTS = 67;
