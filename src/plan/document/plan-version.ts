/** Versions of a plan: a new one only when the facts changed, with what changed said line by line. Pure. */
import { unreachable } from '../../base/assert.ts';
import { dateText } from '../../base/civil-days.ts';
import { JsonValue } from '../json-value.ts';
import { type Block, type PlanDocument, SECTION_IDS, type Section, type SectionChange } from './plan-document.ts';

/** A version as it is kept. */
export interface StoredPlan {
  readonly plan: PlanDocument;
  /** The day of the request, in days from 1970-01-01: the notice runs from it in every version. */
  readonly requestedOn: number;
}

/** The one before where nothing changed, or else a new version. */
export function nextVersion(
  { title, sections, madeOn }: Pick<PlanDocument, 'title' | 'sections' | 'madeOn'>,
  before: PlanDocument | null,
): PlanDocument {
  if (before === null) return { version: 1, madeOn, title, sections, changes: [] };
  const changes = changesBetween(before.sections, sections);
  return changes.length === 0 ? before : { version: before.version + 1, madeOn, title, sections, changes };
}

function changesBetween(before: readonly Section[], now: readonly Section[]): readonly SectionChange[] {
  const old = new Map(before.map((section) => [section.id, section]));
  return now.flatMap((section): readonly SectionChange[] => {
    const [was, is] = [linesOf(old.get(section.id)), linesOf(section)];
    const [gone, added] = [without(was, is), without(is, was)];
    return gone.length + added.length === 0 ? [] : [{ id: section.id, title: section.title, gone, added }];
  });
}

/** A sentence, an item of a list or a row of a table is a line. */
function linesOf(section: Section | undefined): readonly string[] {
  return (section?.blocks ?? []).flatMap(blockLines);
}

function blockLines(block: Block): readonly string[] {
  switch (block.is) {
    case 'text':
      return [block.text];
    case 'list':
      return block.items;
    case 'table':
      return block.rows.map((cells) => cells.filter((cell) => cell !== '').join(' · '));
    default:
      return unreachable(block);
  }
}

/** What is in `lines` more often than in `others`, in its order. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** A row for each of a hundred thousand mailboxes. */
const ROWS_MAX = 1_000_000;
const BLOCKS_MAX = 1000;
const COLUMNS_MAX = 50;
/** A sentence may name every folder of a domain. */
const WORDS_LENGTH_MAX = 1_000_000;
const BLOCK_KINDS = ['text', 'list', 'table'] as const;

export function storedText({ plan, requestedOn }: StoredPlan): string {
  return `${JSON.stringify({ ...plan, requestedOn: dateText(requestedOn) }, null, 2)}\n`;
}

/** Reads a plan that Godwit wrote. Throws usage.invalid for anything else. */
export function parsePlan(source: string, file: string): StoredPlan {
  const document = JsonValue.parse(source, file);
  const member = document.members(null);
  if (member('version').raw === undefined || member('sections').raw === undefined) {
    document.refuse('this is no plan', 'Give a folder whose plan-…json files Godwit wrote.');
  }
  const plan: PlanDocument = {
    version: member('version').number(),
    madeOn: member('madeOn').text(),
    title: member('title').text(),
    sections: member('sections').list(SECTION_IDS.length).map(sectionIn),
    changes: member('changes').list(SECTION_IDS.length).map(changeIn),
  };
  return { plan, requestedOn: member('requestedOn').day() };
}

function sectionIn(value: JsonValue): Section {
  const member = value.members(null);
  return {
    id: member('id').choice(SECTION_IDS),
    title: member('title').text(),
    blocks: member('blocks').list(BLOCKS_MAX).map(blockIn),
  };
}

function blockIn(value: JsonValue): Block {
  const member = value.members(null);
  const is = member('is').choice(BLOCK_KINDS);
  switch (is) {
    case 'text':
      return { is, text: wordsIn(member('text')) };
    case 'list':
      return { is, items: linesIn(member('items')) };
    case 'table':
      return {
        is,
        caption: wordsIn(member('caption')),
        columns: member('columns')
          .list(COLUMNS_MAX)
          .map((column) => {
            const part = column.members(null);
            return { title: wordsIn(part('title')), isNumber: part('isNumber').flag() };
          }),
        rows: member('rows').list(ROWS_MAX).map(linesIn),
      };
    default:
      return unreachable(is);
  }
}

function changeIn(value: JsonValue): SectionChange {
  const member = value.members(null);
  return {
    id: member('id').choice(SECTION_IDS),
    title: wordsIn(member('title')),
    gone: linesIn(member('gone')),
    added: linesIn(member('added')),
  };
}

function linesIn(value: JsonValue): readonly string[] {
  return value.list(ROWS_MAX).map(wordsIn);
}

function wordsIn(value: JsonValue): string {
  return value.foreignText(WORDS_LENGTH_MAX);
}
