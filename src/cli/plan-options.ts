/** What may be typed after `godwit plan`, and the job that it makes. */

import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import { Failure } from '../base/problem.ts';
import type { TargetService } from '../model/measured-run.ts';
import { type Destination, exchangeAt } from '../plan/forecast/destination.ts';
import { append } from './append.ts';
import type { Command } from './command.ts';
import type { PlanJob, SimulateJob } from './machinery.ts';
import { stateFolderOf } from './settings.ts';

export interface PlanOptions {
  readonly answers?: string;
  readonly offers?: string;
  readonly inventory?: string;
  readonly survey?: readonly string[];
  readonly check?: readonly string[];
  readonly target?: Destination;
  readonly workers?: readonly number[];
  readonly atOnce: number;
  readonly out?: string;
  readonly state?: string;
  readonly simulate?: boolean;
  readonly mailboxes?: number;
  readonly medianMb: number;
  readonly ninetiethMb: number;
  readonly itemKb: number;
  readonly rounds?: number;
  readonly seed: number;
}

/** Mailboxes at the same time on one machine with two cores. */
const AT_ONCE = 4;
const WORKERS_MAX = 1000;
const AT_ONCE_MAX = 100;
const MAILBOXES_MAX = 50_000;
const ROUNDS_MAX = 1000;
const SEED_MAX = 0xffff_ffff;
const SIMULATED_WORKERS: readonly number[] = [1, 2, 4, 8, 16, 32];
/** As half a million moves of another tool had them: 0.5 GB on average, with a few that are very large. */
const SIZES = { medianMb: 250, ninetiethMb: 2000, itemKb: 100 } as const;
const MEGABYTE = 1_000_000;
const SIZE_MB_MAX = 10_000_000;

export function addPlanOptions(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .optionsGroup('What is known:')
    .option('--answers <file>', 'the groups, the people in them and the calendar, in JSON (docs/advisor.md)')
    .option('--inventory <file>', 'what godwit inventory --json wrote')
    .option('--survey <file>', 'what godwit survey --json wrote of one mailbox; may be given several times', append)
    .option('--check <file>', 'what godwit check --json wrote of one domain; may be given several times', append)
    .option('--offers <file>', 'your own table of offers instead of the built-in one')
    .optionsGroup('How it is done:')
    .addOption(new Option('--target <service>', 'exchange-online, exchange:HOST or imap:HOST').argParser(destinationOf))
    .addOption(
      new Option('--workers <number>', 'machines; with --simulate several numbers, as 1,2,4').argParser(numbersOf),
    )
    .option('--at-once <number>', 'mailboxes that move at the same time on each', numberIn(1, AT_ONCE_MAX), AT_ONCE)
    .optionsGroup('To play moves that are not planned yet:')
    .option('--simulate', 'play the moves in virtual time, for each number of machines')
    .option('--mailboxes <number>', 'so many, drawn from those that are known', numberIn(1, MAILBOXES_MAX))
    .option('--median-mb <number>', 'half of them are smaller, where none is known', sizeIn, SIZES.medianMb)
    .option('--ninetieth-mb <number>', 'nine of ten are smaller, where none is known', sizeIn, SIZES.ninetiethMb)
    .option('--item-kb <number>', 'size of an item on average', sizeIn, SIZES.itemKb)
    .option('--rounds <number>', 'how often each is played', numberIn(1, ROUNDS_MAX))
    .option('--seed <number>', 'the same seed plays the same', numberIn(0, SEED_MAX), 1)
    .optionsGroup('Output:')
    .option('--out <folder>', 'write the plan as HTML, PDF and JSON there; a new version when facts have changed')
    .option('--state <folder>', 'where earlier copies left what they took (default: a folder of yours)')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

export function planJobOf(options: PlanOptions, { environment }: Pick<Command, 'environment'>): PlanJob {
  const { answers, offers = null, inventory = null, survey: surveys = [], check: checks = [], workers, out } = options;
  if (answers === undefined) {
    throw new Failure('usage.invalid', {
      what: 'A plan needs the answers: who moves, in which groups.',
      how: 'Give --answers FILE, as godwit advise --save FILE wrote it, or --simulate.',
    });
  }
  if (workers !== undefined && workers.length > 1) {
    throw new Failure('usage.invalid', {
      what: 'A plan is for one number of machines.',
      how: 'Give --workers one number, or add --simulate to compare several.',
    });
  }
  return {
    answers: { file: answers },
    saveTo: null,
    offers,
    inventory,
    surveys,
    checks,
    destination: options.target ?? null,
    crew: { workers: workers?.[0] ?? 1, atOnce: options.atOnce },
    stateFolder: stateFolderOf(options.state, environment),
    out: out === undefined ? null : resolve(out),
  };
}

export function simulateJobOf(options: PlanOptions): SimulateJob {
  const { inventory = null, survey: surveys = [], mailboxes = null, medianMb, ninetiethMb, itemKb, rounds } = options;
  if (mailboxes === null && inventory === null && surveys.length === 0) {
    throw new Failure('usage.invalid', {
      what: 'There are no mailboxes to play with.',
      how: 'Give --inventory FILE, or a number with --mailboxes.',
    });
  }
  if (ninetiethMb < medianMb) {
    throw new Failure('usage.invalid', {
      what: 'Nine of ten mailboxes cannot be smaller than half of them are.',
      how: 'Give --ninetieth-mb a number that is larger than that of --median-mb.',
    });
  }
  return {
    mailboxesCount: mailboxes,
    inventory,
    surveys,
    sizes: { medianBytes: medianMb * MEGABYTE, ninetiethBytes: ninetiethMb * MEGABYTE, itemBytes: itemKb * 1000 },
    service: options.target?.service ?? ('exchange-online' satisfies TargetService),
    workers: options.workers ?? SIMULATED_WORKERS,
    atOnce: options.atOnce,
    rounds: rounds ?? roundsFor(mailboxes ?? 0),
    seed: options.seed,
  };
}

/** Few of many: the more mailboxes, the less one round differs from another. */
function roundsFor(mailboxes: number): number {
  return mailboxes > 5000 ? 11 : 51;
}

function destinationOf(typed: string): Destination {
  if (typed === 'exchange-online') return { service: 'exchange-online', host: null };
  const [, service, host] = /^(exchange|imap):((?!-)[\w-]+(?:\.[\w-]+)*)$/.exec(typed) ?? [];
  if (service === 'exchange' && host !== undefined) return exchangeAt(host);
  if (service === 'imap' && host !== undefined) return { service: 'imap', host: host.toLowerCase() };
  throw new InvalidArgumentError('Give exchange-online, exchange:HOST or imap:HOST.');
}

function numbersOf(text: string): readonly number[] {
  const read = numberIn(1, WORKERS_MAX);
  return text.split(',').map(read);
}

function numberIn(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  };
}

function sizeIn(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= SIZE_MB_MAX) return number;
  throw new InvalidArgumentError(`It is a number above 0, up to ${SIZE_MB_MAX}.`);
}
