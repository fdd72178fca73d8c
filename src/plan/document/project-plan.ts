/** The plan of a project of the service, from what is kept about it. The same facts give the same sections. Pure. */
import type { Wave as ProjectWave } from '../../model/wave.ts';
import { estimateOrganisation } from '../forecast/estimate-organisation.ts';
import { prepare } from '../preparation/prepare.ts';
import { momentWords } from './day-words.ts';
import { gatherFacts } from './gather-facts.ts';
import {
  adviceOf,
  answersOf,
  destinationOf,
  figuresOf,
  findingsOf,
  type KnownProject,
  runsOf,
} from './known-project.ts';
import type { Section } from './plan-document.ts';
import type { MovingMailbox, PlanFacts } from './plan-facts.ts';
import type { Wave } from './waves.ts';
import { writePlan } from './write-plan.ts';

export function writeProjectPlan(known: KnownProject): readonly Section[] {
  const answers = answersOf(known);
  const advice = adviceOf(answers);
  const surveys = figuresOf(known.moves);
  const destination = destinationOf(known.moves);
  const measured = runsOf(known.worked, destination);
  const facts = gatherFacts({
    answers,
    advice,
    preparation: prepare(advice, surveys),
    inventory: known.inventory,
    surveys,
    checks: findingsOf(known),
    destination,
    measured,
    crew: known.crew,
    requestedOn: known.requestedOn,
  });
  return writePlan({ ...facts, waves: plannedWaves(known, facts, measured) });
}

/** Those that somebody planned, and the mailboxes that are in none. Where there are none, those that the plan suggests. */
function plannedWaves(
  { waves, moves, timeZone }: KnownProject,
  facts: PlanFacts,
  measured: ReturnType<typeof runsOf>,
): readonly Wave[] {
  if (waves.length === 0) return facts.waves;
  const waveOf = new Map(moves.map(({ mailbox }) => [mailbox.name.toLowerCase(), mailbox.wave]));
  const groups = Map.groupBy(facts.moving, ({ address }) => waveOf.get(address) ?? null);
  const wave = (name: string, begins: string, of: readonly MovingMailbox[]): Wave => ({
    name,
    begins,
    groups: 'Everybody',
    addresses: of.map(({ address }) => address),
    bytes: of.reduce((sum, { work }) => sum + work.bytes, 0),
    items: of.reduce((sum, { work }) => sum + work.items, 0),
    range: estimateOrganisation(of, facts.destination, measured, facts.crew).range,
  });
  const beginsOf = ({ startsAt }: ProjectWave): string =>
    startsAt === null ? 'not decided yet' : momentWords(startsAt, timeZone);
  const named = waves.flatMap((one) => {
    const of = groups.get(one.id) ?? [];
    return of.length === 0 ? [] : [wave(one.name, beginsOf(one), of)];
  });
  const others = groups.get(null) ?? [];
  return others.length === 0 ? named : [...named, wave('In no wave', 'with the project', others)];
}
