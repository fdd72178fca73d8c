/** Reads the documents that the advisor and the preparation need, and writes what they make. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { AdviseJob, PreparationReport, PrepareJob } from '../../cli/machinery.ts';
import { type Advice, advise, type Known } from '../../plan/advice/advise.ts';
import { type Answers, parseAnswers } from '../../plan/advice/answers.ts';
import { parseSurvey } from '../../plan/advice/mailbox-figures.ts';
import { readKnownOrganisation } from '../../plan/known-organisation.ts';
import { type Offer, parseOffers } from '../../plan/offers/offer.ts';
import { prepare } from '../../plan/preparation/prepare.ts';
import { readDocument } from './read-document.ts';
import { writeSheets } from './sheet-files.ts';

const OFFERS = new URL('../../plan/offers/offers.json', import.meta.url);

interface AdviseDeps {
  readonly clock: Clock;
}

export async function runAdvise(job: AdviseJob, deps: AdviseDeps): Promise<Advice> {
  return (await advised(job, deps)).advice;
}

export async function runPrepare(job: PrepareJob, deps: AdviseDeps): Promise<PreparationReport> {
  const { answers, advice, known } = await advised(job, deps);
  const preparation = prepare(advice, known.surveys);
  const { sheets } = job;
  const files = sheets === null ? null : await writeSheets(preparation, answers.organisation, sheets);
  return { preparation, files };
}

/** What answers, inventory and surveys say together. */
export interface Advised {
  readonly answers: Answers;
  readonly advice: Advice;
  readonly known: Known;
}

export async function advised(job: AdviseJob, { clock }: AdviseDeps): Promise<Advised> {
  const { answers: given, saveTo } = job;
  const text = 'file' in given ? await readDocument(given.file, '--answers') : given.text;
  const answers = parseAnswers(text, 'file' in given ? given.file : 'your answers');
  if (saveTo !== null) await writeNew(saveTo, text);
  const known = await knownOf(job, clock);
  return { answers, advice: advise(answers, await offersOf(job), known), known };
}

async function offersOf({ offers }: Pick<AdviseJob, 'offers'>): Promise<readonly Offer[]> {
  if (offers === null) return readOffers();
  return parseOffers(await readDocument(offers, '--offers'), offers);
}

/** Those that come with Godwit. */
export async function readOffers(): Promise<readonly Offer[]> {
  return parseOffers(await readFile(OFFERS, 'utf8'), 'offers.json');
}

export async function knownOf(
  { inventory, surveys }: Pick<AdviseJob, 'inventory' | 'surveys'>,
  clock: Clock,
): Promise<Known> {
  const figures = [];
  for (const file of surveys) figures.push(parseSurvey(await readDocument(file, '--survey'), file));
  const known =
    inventory === null ? null : readKnownOrganisation(await readDocument(inventory, '--inventory'), inventory);
  return { inventory: known, surveys: figures, yearNow: new Date(clock.now()).getUTCFullYear() };
}

/** Never over something that is there. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `Your answers could not be written into ${file}: ${error.message}.`;
    throw new Failure('usage.invalid', { what, how: 'Name a new file with --save.' }, { cause: error });
  }
}
