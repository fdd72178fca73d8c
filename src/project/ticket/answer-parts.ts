/** What belongs to a complete answer, and what of it is missing: the plan in its version of now, a moment, and every address. */
import { formatCount } from '../../base/amounts.ts';
import type { EntryPart, TicketState } from '../../model/ticket.ts';

type AnswerPart = Extract<EntryPart, { is: 'answer' }>;
export type MissingPart = AnswerPart['missing'][number];

export interface Missing {
  readonly part: MissingPart;
  /** What has to be given, for people. */
  readonly why: string;
}

/** A list of addresses beside the mailboxes of the project. */
export interface ComparedList {
  /** Listed, and no mailbox of the project. */
  readonly unknown: readonly string[];
  /** Listed more than once. */
  readonly doubled: readonly string[];
  /** In the project, and not listed. */
  readonly leftOut: readonly string[];
}

/** Letters of either case are the same. Each is named once, as it was written first. */
export function compareAddresses(listed: readonly string[], names: readonly string[]): ComparedList {
  const byKey = Map.groupBy(listed, keyOf);
  const known = new Set(names.map(keyOf));
  const firsts = [...byKey].map(([key, all]) => ({ key, written: all[0] ?? key, count: all.length }));
  return {
    unknown: firsts.filter(({ key }) => !known.has(key)).map(({ written }) => written),
    doubled: firsts.filter(({ count }) => count > 1).map(({ written }) => written),
    leftOut: names.filter((name) => !byKey.has(keyOf(name))),
  };
}

function keyOf(address: string): string {
  return address.trim().toLowerCase();
}

/** None where the answer is complete. `names` are those of the mailboxes that move. */
export function missingOf(state: TicketState, names: readonly string[]): readonly Missing[] {
  return [...acknowledgement(state), ...date(state), ...addresses(state, names)];
}

function acknowledgement({ planVersion, acknowledged }: TicketState): readonly Missing[] {
  const part = 'acknowledgement';
  if (planVersion === null) return [{ part, why: 'No plan was sent yet.' }];
  if (acknowledged?.version === planVersion) return [];
  const given = acknowledged === null ? '' : `; version ${acknowledged.version} was, and it changed since`;
  return [
    {
      part,
      why: `Version ${planVersion} of the plan has to be acknowledged by whoever has read and understood it${given}.`,
    },
  ];
}

function date({ wished }: TicketState): readonly Missing[] {
  if (wished === null) return [{ part: 'date', why: 'The date and the time that are wished.' }];
  return wished.at === null ? [{ part: 'date', why: `The time zone in which ${wished.written} is meant.` }] : [];
}

function addresses({ addresses: listed }: TicketState, names: readonly string[]): readonly Missing[] {
  const part = 'addresses';
  if (listed === 'all') return [];
  if (listed === null) return [{ part, why: 'The list of all addresses to move.' }];
  const { unknown, leftOut } = compareAddresses(listed, names);
  return [
    ...(unknown.length === 0
      ? []
      : [
          {
            part,
            why: `${named(unknown)} ${are(unknown)} listed and ${are(unknown)} no mailbox of the project.`,
          } as const,
        ]),
    ...(leftOut.length === 0
      ? []
      : [
          {
            part,
            why: `${named(leftOut)} ${are(leftOut)} in the project and not listed: list what moves, and leave the rest out of the project.`,
          } as const,
        ]),
  ];
}

const NAMED_MAX = 10;

function named(all: readonly string[]): string {
  const shown = all.slice(0, NAMED_MAX).join(', ');
  return all.length <= NAMED_MAX ? shown : `${shown} and ${formatCount(all.length - NAMED_MAX, 'other')}`;
}

function are(all: readonly string[]): string {
  return all.length === 1 ? 'is' : 'are';
}
