/** What lies in a mailbox and what a move will make of it. Lists the source, reads no item and writes nothing. */
import type { Instant } from '../base/clock.ts';
import { Failure, type Problem } from '../base/problem.ts';
import type { ContactTable } from '../model/contact-table.ts';
import type { FolderPath, SourceFolder, TargetFolder } from '../model/folder.ts';
import { shownDate } from '../model/item.ts';
import type { MeasuredRun } from '../model/measured-run.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { LeftOutFolder, Source } from '../model/source.ts';
import type { TargetTraits } from '../model/target.ts';
import { distinctRenames, type FolderMapping, mapFolders } from './folder-map.ts';
import type { Destination } from './forecast/destination.ts';
import { estimateMailbox, type MailboxEstimate } from './forecast/estimate-mailbox.ts';
import type { Rename } from './rename.ts';
import { type RefusedName, refusedNames } from './strict-names.ts';

/** Messages that are too large are counted all, and named up to this many. */
const TOO_LARGE_NAMED_MAX = 1000;

export interface SurveyedFolder {
  readonly mapping: FolderMapping;
  readonly items: number;
  readonly bytes: number;
  /** Null when the folder holds nothing that has a date. */
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  readonly tooLargeItems: number;
  readonly tooLargeBytes: number;
  /** Why the server did not list it; what is counted is then incomplete. */
  readonly problem: Problem | null;
}

interface TooLarge {
  readonly folder: FolderPath;
  readonly receivedAt: Instant;
  readonly sizeBytes: number;
}

/** What a year brought. */
interface YearOfMail {
  /** In UTC. */
  readonly year: number;
  readonly items: number;
  readonly bytes: number;
}

export interface Survey {
  readonly folders: readonly SurveyedFolder[];
  /** What will move: folders that the policy leaves out and messages that are too large do not count. */
  readonly moves: { readonly items: number; readonly bytes: number };
  /** Everything in the mailbox. */
  readonly holds: { readonly items: number; readonly bytes: number };
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  /** Messages by the year of their date, oldest first; those without a date are in none. */
  readonly years: readonly YearOfMail[];
  readonly renames: readonly Rename[];
  /** Names that a strict move does not take; none where it is not strict. */
  readonly refusedNames: readonly RefusedName[];
  /** What the sources hold and do not count as part of the mailbox, with the reason. */
  readonly leftOut: readonly LeftOutFolder[];
  /** Tables of contacts, and what their columns will be taken for. */
  readonly contactTables: readonly ContactTable[];
  readonly tooLarge: readonly TooLarge[];
  readonly tooLargeItems: number;
  readonly itemBytesMax: number;
  /** Until everything is there and was read back. */
  readonly estimate: MailboxEstimate;
}

export interface SurveyPlan {
  /** The folders that the target has now; none when it is not known yet. */
  readonly existing: readonly TargetFolder[];
  readonly traits: TargetTraits;
  readonly policy: Policy;
  /** Null: nobody said yet where it goes. */
  readonly destination: Destination | null;
  /** What earlier copies took. */
  readonly measured: readonly MeasuredRun[];
}

/**
 * Surveys one source after the other: they are parts of one mailbox. Throws what a source throws, but for a Failure that
 * concerns one folder: that stands with the folder.
 */
export async function surveyMailbox(
  sources: AsyncIterable<Source> | Iterable<Source>,
  plan: SurveyPlan,
  watch: Watch,
  signal: AbortSignal,
): Promise<Survey> {
  const found: Surveyed = { folders: [], tooLarge: [], leftOut: [], contactTables: [], years: new Map() };
  watch({ is: 'phase', phase: 'listing' });
  for await (const source of sources) {
    const mappings = mapFolders(await source.folders(signal), plan.existing, plan.traits, plan.policy);
    found.leftOut.push(...source.leftOut);
    found.contactTables.push(...(source.contactTables ?? []));
    for (const mapping of mappings) {
      const heads = listHeads(mapping.source, source, signal);
      const { itemBytesMax } = plan.traits;
      const { tooLarge, years } = found;
      found.folders.push(await surveyFolder(mapping, heads, { itemBytesMax, tooLarge, years, watch }));
    }
  }
  return summed(found, plan);
}

interface Surveyed {
  readonly folders: SurveyedFolder[];
  readonly tooLarge: TooLarge[];
  readonly leftOut: LeftOutFolder[];
  readonly contactTables: ContactTable[];
  readonly years: Years;
}

type Years = Map<number, { items: number; bytes: number }>;

interface HeadLine {
  readonly sizeBytes: number;
  readonly receivedAt: Instant;
}

async function* listHeads(
  folder: SourceFolder,
  source: Source,
  signal: AbortSignal,
): AsyncIterable<readonly HeadLine[]> {
  if (!folder.holdsItems) return;
  const fromTheBeginning = { cursor: null, known: () => nothingKnown() };
  for await (const page of source.list(folder, fromTheBeginning, signal)) {
    yield page.heads.map(({ sizeBytes, receivedAt }) => ({ sizeBytes, receivedAt }));
  }
}

async function* nothingKnown(): AsyncGenerator<never> {}

interface FolderSurveyDeps {
  readonly itemBytesMax: number;
  readonly tooLarge: TooLarge[];
  readonly years: Years;
  readonly watch: Watch;
}

async function surveyFolder(
  mapping: FolderMapping,
  pages: AsyncIterable<readonly HeadLine[]>,
  deps: FolderSurveyDeps,
): Promise<SurveyedFolder> {
  const found: Found = { items: 0, bytes: 0, oldest: null, newest: null, tooLargeItems: 0, tooLargeBytes: 0 };
  const folder = mapping.source.path;
  let problem: Problem | null = null;
  try {
    for await (const heads of pages) {
      const before = found.bytes;
      for (const head of heads) {
        count(found, head);
        if (mapping.source.kind === 'message') countYear(deps.years, head);
        if (head.sizeBytes <= deps.itemBytesMax || mapping.wanted === null) continue;
        found.tooLargeItems += 1;
        found.tooLargeBytes += head.sizeBytes;
        if (deps.tooLarge.length < TOO_LARGE_NAMED_MAX) deps.tooLarge.push({ folder, ...head });
      }
      deps.watch({ is: 'listed', folder, items: heads.length, bytes: found.bytes - before });
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.kind.scope !== 'folder') throw error;
    problem = { code: error.code, facts: error.facts };
  }
  return { mapping, ...found, problem };
}

interface Found {
  items: number;
  bytes: number;
  oldest: Instant | null;
  newest: Instant | null;
  tooLargeItems: number;
  tooLargeBytes: number;
}

function count(found: Found, head: HeadLine): void {
  found.items += 1;
  found.bytes += head.sizeBytes;
  if (shownDate(head) === null) return;
  found.oldest = earlier(found.oldest, head.receivedAt);
  found.newest = later(found.newest, head.receivedAt);
}

function countYear(years: Years, head: HeadLine): void {
  const { receivedAt, sizeBytes } = head;
  if (shownDate(head) === null) return;
  const year = new Date(receivedAt).getUTCFullYear();
  const { items, bytes } = years.get(year) ?? { items: 0, bytes: 0 };
  years.set(year, { items: items + 1, bytes: bytes + sizeBytes });
}

function summed({ folders, tooLarge, leftOut, contactTables, years }: Surveyed, plan: SurveyPlan): Survey {
  const moving = folders.filter((folder) => folder.mapping.wanted !== null);
  const mappings = folders.map(({ mapping }) => mapping);
  const tooLargeItems = sum(moving, (folder) => folder.tooLargeItems);
  const tooLargeBytes = sum(moving, (folder) => folder.tooLargeBytes);
  const moves = {
    items: sum(moving, (folder) => folder.items) - tooLargeItems,
    bytes: sum(moving, (folder) => folder.bytes) - tooLargeBytes,
  };
  return {
    folders,
    moves,
    holds: { items: sum(folders, (folder) => folder.items), bytes: sum(folders, (folder) => folder.bytes) },
    oldest: folders.reduce<Instant | null>((oldest, folder) => earlier(oldest, folder.oldest), null),
    newest: folders.reduce<Instant | null>((newest, folder) => later(newest, folder.newest), null),
    years: [...years].map(([year, of]) => ({ year, ...of })).sort((one, other) => one.year - other.year),
    renames: distinctRenames(mappings),
    refusedNames: refusedNames(mappings, plan.policy),
    leftOut,
    contactTables,
    tooLarge,
    tooLargeItems,
    itemBytesMax: plan.traits.itemBytesMax,
    estimate: estimateMailbox(moves, plan.destination, plan.measured),
  };
}

function sum<T>(all: readonly T[], amount: (one: T) => number): number {
  return all.reduce((total, one) => total + amount(one), 0);
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return other < one ? other : one;
}

function later(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return other > one ? other : one;
}
