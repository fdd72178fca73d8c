/** What may happen to a project in a test of sequences: acts of everybody, plans, assignments, workers and time. */
import * as fc from 'fast-check';
import { MAILBOX } from '../../src/model/mailbox-states.ts';
import { PROJECT } from '../../src/model/project-states.ts';
import { WAVE } from '../../src/model/wave-states.ts';
import { type Ending, PEOPLE, type Who } from './acts-world.ts';

type Kind = 'project' | 'wave' | 'mailbox';

export type Step =
  /** One of those that the thing itself names, or any of its table. */
  | {
      readonly do: 'act';
      readonly on: Kind;
      readonly which: number;
      readonly by: Who;
      readonly reason: boolean;
      readonly act: string | number;
    }
  | {
      readonly do: 'act on many';
      readonly by: Who;
      readonly act: string;
      readonly only: readonly number[] | null;
      readonly reason: boolean;
    }
  | { readonly do: 'assign'; readonly by: Who; readonly wave: number | null; readonly mailboxes: readonly number[] }
  | {
      readonly do: 'plan';
      readonly by: Who;
      readonly wave: number;
      readonly startsIn: number | null;
      readonly cutOverIn: number | null;
    }
  | {
      readonly do: 'say';
      readonly by: Who;
      /** A number is the place among those that the ticket allows in that moment. */
      readonly what: TicketWord | number;
      /** Of the date that is wished or offered. */
      readonly inDays: number;
      /** An answer with all its parts, or with the date alone. */
      readonly isWhole: boolean;
    }
  | { readonly do: 'note the domain'; readonly by: Who }
  | { readonly do: 'set'; readonly by: Who; readonly deltaEveryHours: number }
  | { readonly do: 'black out'; readonly by: Who; readonly hours: number }
  | { readonly do: 'hand in a password'; readonly by: Who; readonly mailbox: number }
  | { readonly do: 'work'; readonly which: number; readonly ending: Ending; readonly during: Step | null }
  | { readonly do: 'pass'; readonly hours: number }
  | { readonly do: 'at once'; readonly one: Step; readonly other: Step };

export type TicketWord = 'request' | 'plan' | 'questions' | 'answer' | 'alternatives' | 'confirmation';

const MAILBOXES = 3;

const who = fc.constantFrom<Who>(...PEOPLE, 'operator', 'operator');
const mailbox = fc.nat(MAILBOXES - 1);
const reason = fc.boolean();
const often = fc.constantFrom(true, true, true, false);
const NAMES = {
  project: Object.keys(PROJECT.events),
  wave: Object.keys(WAVE.events),
  mailbox: Object.keys(MAILBOX.events),
};
const kind = fc.constantFrom<Kind>('project', 'project', 'wave', 'wave', 'mailbox', 'mailbox');

/** A number is the place among those that are allowed in that moment. */
const allowed = fc.record({
  do: fc.constant('act' as const),
  on: kind,
  which: mailbox,
  by: who,
  reason: often,
  act: fc.nat(9),
});
const any = kind.chain((on) =>
  fc.record({
    do: fc.constant('act' as const),
    on: fc.constant(on),
    which: mailbox,
    by: on === 'mailbox' ? fc.constantFrom<Who>(...PEOPLE, 'user') : who,
    reason,
    act: fc.constantFrom(...NAMES[on]),
  }),
);
/** What stands still and goes on again is where work gets lost. */
const brakes = fc.record({
  do: fc.constant('act' as const),
  on: kind,
  which: mailbox,
  by: fc.constant<Who>('operator'),
  reason: fc.constant(true),
  act: fc.constantFrom('pause', 'stop', 'resume', 'resume'),
});
const userActs = fc.record({
  do: fc.constant('act' as const),
  on: fc.constant('mailbox' as const),
  which: mailbox,
  by: fc.constant('user' as const),
  reason,
  act: fc.constantFrom('finish-preparing', 'confirm'),
});
const many = fc.record({
  do: fc.constant('act on many' as const),
  by: who,
  act: fc.constantFrom(...NAMES.mailbox),
  only: fc.option(fc.uniqueArray(mailbox, { minLength: 1 })),
  reason: often,
});
const assign = fc.record({
  do: fc.constant('assign' as const),
  by: who,
  wave: fc.option(fc.nat(1), { freq: 4 }),
  mailboxes: fc.uniqueArray(mailbox, { minLength: 1 }),
});
const hours = fc.option(fc.integer({ min: -2, max: 40 }), { freq: 3 });
const plan = fc.record({
  do: fc.constant('plan' as const),
  by: who,
  wave: fc.nat(1),
  startsIn: hours,
  cutOverIn: hours,
});
const say = fc.record({
  do: fc.constant('say' as const),
  by: who,
  what: fc.oneof(
    { arbitrary: fc.nat(5), weight: 4 },
    {
      arbitrary: fc.constantFrom<TicketWord>('request', 'plan', 'questions', 'answer', 'alternatives', 'confirmation'),
      weight: 1,
    },
  ),
  inDays: fc.integer({ min: -2, max: 30 }),
  isWhole: often,
});
const call = fc.oneof(
  { arbitrary: allowed, weight: 12 },
  { arbitrary: any, weight: 4 },
  { arbitrary: brakes, weight: 8 },
  { arbitrary: userActs, weight: 1 },
  { arbitrary: say, weight: 8 },
  { arbitrary: fc.record({ do: fc.constant('note the domain' as const), by: who }), weight: 1 },
  { arbitrary: many, weight: 2 },
  { arbitrary: assign, weight: 3 },
  { arbitrary: plan, weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant('set' as const), by: who, deltaEveryHours: fc.integer({ min: 1, max: 9 }) }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ do: fc.constant('black out' as const), by: who, hours: fc.integer({ min: 1, max: 9 }) }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('hand in a password' as const),
      by: fc.constantFrom<Who>(...PEOPLE, 'user'),
      mailbox,
    }),
    weight: 1,
  },
) satisfies fc.Arbitrary<Step>;

const ending = fc.constantFrom<Ending>(
  'good',
  'good',
  'good',
  'good',
  'exceptions',
  'not proven',
  'target.full',
  'source.sign-in-refused',
  'run.interrupted',
);
const work = (during: fc.Arbitrary<Step | null>) =>
  fc.record({ do: fc.constant('work' as const), which: fc.nat(3), ending, during });
/** Mostly hours; now and then so many days that dates come. */
const hoursPassed = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 8 }), weight: 5 },
  { arbitrary: fc.integer({ min: 24, max: 300 }), weight: 1 },
);
const passing = fc.record({ do: fc.constant('pass' as const), hours: hoursPassed });
const inside = fc.oneof(
  { arbitrary: fc.constant(null), weight: 5 },
  { arbitrary: call, weight: 2 },
  { arbitrary: work(fc.constant(null)), weight: 1 },
);

export const steps = (max: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { arbitrary: call, weight: 8 },
      { arbitrary: work(inside), weight: 7 },
      { arbitrary: passing, weight: 3 },
      { arbitrary: fc.record({ do: fc.constant('at once' as const), one: call, other: call }), weight: 2 },
    ),
    { maxLength: max, size: 'max' },
  );
