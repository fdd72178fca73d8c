/** In which order mailboxes are copied: a trial of a few, then group by group, in portions that somebody can follow. Pure. */

import type { MeasuredRun } from '../../model/measured-run.ts';
import type { DurationRange } from '../../model/pace.ts';
import { listText } from '../advice/wording.ts';
import type { Destination } from '../forecast/destination.ts';
import { type Crew, estimateOrganisation } from '../forecast/estimate-organisation.ts';
import type { MovingMailbox } from './plan-facts.ts';

export interface Wave {
  /** `Trial`, `Wave 1`. */
  readonly name: string;
  /** The names of the groups in it, as a list for people. */
  readonly groups: string;
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly items: number;
  readonly range: DurationRange;
  /** When it begins, for people; null: as the calendar of the plan has it. */
  readonly begins: string | null;
}

/** Enough to see every kind of mailbox, few enough to look at each. */
const PILOT_MAX = 5;
/** Fewer mailboxes than this are a trial of themselves. */
const PILOT_OF_MIN = 4;
/** More nobody follows in one list. */
const WAVE_MAX = 200;
const GROUPS_NAMED_MAX = 3;

/** The trial has the mailbox of middle size of each group: neither so small that it proves nothing, nor the largest. */
export function wavesOf(
  moving: readonly MovingMailbox[],
  to: Destination | null,
  measured: readonly MeasuredRun[],
  crew: Crew,
): readonly Wave[] {
  const wave = (name: string, mailboxes: readonly MovingMailbox[]): Wave => ({
    name,
    groups: groupNames(mailboxes),
    addresses: mailboxes.map(({ address }) => address),
    bytes: mailboxes.reduce((sum, { work }) => sum + work.bytes, 0),
    items: mailboxes.reduce((sum, { work }) => sum + work.items, 0),
    range: estimateOrganisation(mailboxes, to, measured, crew).range,
    begins: null,
  });
  const pilots = pilotsOf(moving);
  const others = moving.filter((mailbox) => !pilots.includes(mailbox));
  const waves = portionsOf(others).map((portion, at) => wave(`Wave ${at + 1}`, portion));
  return pilots.length === 0 ? waves : [wave('Trial', pilots), ...waves];
}

function pilotsOf(moving: readonly MovingMailbox[]): readonly MovingMailbox[] {
  if (moving.length < PILOT_OF_MIN) return [];
  const groups = Map.groupBy(moving, ({ group }) => group);
  return [...groups.values()].slice(0, PILOT_MAX).flatMap((of) => {
    const sorted = of.toSorted((one, other) => one.work.bytes - other.work.bytes);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? [];
  });
}

/** Whole groups stay together while they fit. */
function portionsOf(mailboxes: readonly MovingMailbox[]): readonly (readonly MovingMailbox[])[] {
  const portions: MovingMailbox[][] = [];
  for (const group of Map.groupBy(mailboxes, (mailbox) => mailbox.group).values()) {
    for (let at = 0; at < group.length; at += WAVE_MAX) {
      const part = group.slice(at, at + WAVE_MAX);
      const last = portions.at(-1);
      if (last !== undefined && last.length + part.length <= WAVE_MAX) last.push(...part);
      else portions.push(part);
    }
  }
  return portions;
}

function groupNames(mailboxes: readonly MovingMailbox[]): string {
  const groups = [...new Set(mailboxes.map(({ group }) => group.name))];
  return groups.length <= GROUPS_NAMED_MAX ? listText(groups) : `${groups.length} groups`;
}
