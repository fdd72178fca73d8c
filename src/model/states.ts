/**
 * The states of projects and mailboxes as data. Whoever moves a row asks here first; the API, the console and docs/states.md
 * read the same tables, so that no rule stands in two places.
 */
import { assert } from '../base/assert.ts';

/** Who may cause an event: people by their role, the user of the mailbox by a private link, or the program itself. */
export type Who = 'operator' | 'administrator' | 'mailbox-user' | 'godwit';

/** Something besides the state that an event needs. */
export type Condition =
  | 'has-mailboxes'
  | 'all-prepared'
  | 'domains-ready'
  | 'all-confirmed'
  | 'no-open-cases'
  | 'hold-over'
  | 'last-copy'
  | 'licence-asked'
  | 'project-open'
  | 'project-runs'
  | 'pre-flight-passed'
  | 'wave-is-complete'
  | 'cut-over-ahead';

export interface Step<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
  readonly by: readonly Who[];
  /** What a button says, or what the program notes. */
  readonly label: string;
  readonly needs?: Condition | readonly Condition[];
  /** It happens with what is said in the ticket, and in no other way: what it needs stands in the entry. */
  readonly inTicket?: true;
  /** The event is refused without a sentence that says why it is done. */
  readonly needsReason?: true;
}

export interface Machine<State extends string, Event extends string> {
  readonly states: readonly State[];
  readonly initial: State;
  readonly final: readonly State[];
  readonly events: Readonly<Record<Event, Step<State>>>;
}

export type StateOf<M> = M extends Machine<infer State, string> ? State : never;
export type EventOf<M> = M extends Machine<string, infer Event> ? Event : never;

/** What somebody may do with a thing now, or why not. */
export interface Action {
  readonly name: string;
  readonly label: string;
  readonly allowed: boolean;
  /** One sentence; null where it is allowed. */
  readonly why: string | null;
  readonly needsReason: boolean;
}

/** The state after the event; null when it cannot happen in this one. */
export function after<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): State | null {
  const step = machine.events[event];
  return step.from.includes(state) ? step.to : null;
}

/** Everything that `who` may ever do with the thing, in the order of the table, with what stands against it now. */
export function actionsOf<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  who: Who,
  isUnmet: (condition: Condition) => boolean,
): readonly Action[] {
  const events = Object.entries<Step<State>>(machine.events).filter(([, step]) => step.by.includes(who));
  return events.map(([name, step]) => {
    const why = obstacle(machine, state, step, isUnmet) ?? (step.inTicket === true ? IN_TICKET : null);
    return actionOf(name, step, why);
  });
}

function actionOf(name: string, step: Step<string>, why: string | null): Action {
  return { name, label: step.label, allowed: why === null, why, needsReason: step.needsReason === true };
}

/** An event that somebody asks for; `inTicket` where what it needs is said with it. */
export interface AskedEvent<State extends string, Event extends string> {
  readonly state: State;
  readonly event: Event;
  readonly who: Who;
  readonly inTicket?: true | undefined;
}

/** Why an event is refused to somebody, or null. The reason that some events need is looked at by whoever has it. */
export function refusalOf<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  { state, event, who, inTicket }: AskedEvent<State, Event>,
  isUnmet: (condition: Condition) => boolean,
): string | null {
  const step = machine.events[event];
  if (!step.by.includes(who)) {
    // Nobody becomes the program: it is named where nobody else may.
    const people = step.by.filter((one) => one !== 'godwit');
    return `Only ${(people.length > 0 ? people : step.by).map(whoInWords).join(' or ')} may do this.`;
  }
  const why = obstacle(machine, state, step, isUnmet);
  return why ?? (step.inTicket === true && inTicket !== true ? IN_TICKET : null);
}

/** What is done in the ticket of a thing, with what stands against it now. */
export function ticketActionsOf<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  who: Who,
  isUnmet: (condition: Condition) => boolean,
): readonly Action[] {
  const events = Object.entries<Step<State>>(machine.events).filter(([, step]) => step.inTicket === true);
  return events
    .filter(([, step]) => step.by.includes(who))
    .map(([name, step]) => actionOf(name, step, obstacle(machine, state, step, isUnmet)));
}

const IN_TICKET = 'This is done in the ticket, with what it needs: godwit ticket, or the routes below …/ticket.';

/** The events that the table names, for what comes from outside. */
export function isEventOf<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  name: string,
): name is Event {
  return Object.hasOwn(machine.events, name);
}

/** States that the event can begin in. */
export function beginningsOf<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  event: Event,
): readonly State[] {
  return machine.events[event].from;
}

function obstacle<State extends string>(
  machine: Machine<State, string>,
  state: State,
  step: Step<State>,
  isUnmet: (condition: Condition) => boolean,
): string | null {
  if (machine.final.includes(state)) return `It is ${inWords(state)}, and that is final.`;
  if (!step.from.includes(state)) {
    return `It is ${inWords(state)}; this is possible when it is ${step.from.map(inWords).join(', ')}.`;
  }
  const unmet = needsOf(step).find(isUnmet);
  return unmet === undefined ? null : CONDITIONS[unmet];
}

/** None where the event needs nothing but its state. */
export function needsOf({ needs = [] }: Pick<Step<string>, 'needs'>): readonly Condition[] {
  return [needs].flat();
}

export const CONDITIONS: Readonly<Record<Condition, string>> = {
  'has-mailboxes': 'The project has no mailbox that could move; add one first.',
  'all-prepared': 'Each mailbox has to be prepared or waived first.',
  'domains-ready':
    'Autodiscover of each domain has to be checked, or waived with a reason: godwit project domains, or the routes …/domains.',
  'all-confirmed':
    'Each mailbox has to be verified and confirmed by its user first, or its confirmation waived with a reason.',
  'no-open-cases': 'A user misses something, and nobody has settled it: godwit case list, or the routes …/cases.',
  'hold-over': 'The hold is not over: nothing of the old service is given up before.',
  'last-copy': 'A last copy of the old mailboxes has to be kept first, or waived with a reason.',
  'licence-asked': 'The removal of the old licences has to be asked for first.',
  'project-open': 'The project is over; it has to be opened again first.',
  'project-runs': 'The project has to run first.',
  'pre-flight-passed': 'The pre-flight has to pass first; it says what is missing.',
  'wave-is-complete': 'The wave needs a start, and a mailbox that could move.',
  'cut-over-ahead': 'No cut-over lies ahead: each mailbox is cut over as soon as it is copied.',
};

export function inWords(state: string): string {
  return state.replaceAll('-', ' ');
}

const IN_WORDS: Readonly<Record<Who, string>> = {
  operator: 'an operator',
  administrator: 'an administrator',
  'mailbox-user': 'the user of the mailbox',
  godwit: 'Godwit itself',
};

function whoInWords(who: Who): string {
  return IN_WORDS[who];
}

/** Names a table, and holds it to its own words at once. */
export function machine<State extends string, Event extends string>(
  table: Machine<State, Event>,
): Machine<State, Event> {
  for (const step of Object.values<Step<State>>(table.events)) {
    assert(!step.from.some((state) => table.final.includes(state)), 'no event begins in a final state');
  }
  return table;
}
