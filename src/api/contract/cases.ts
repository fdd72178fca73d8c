/** The shapes of cases: what users miss, what the last verification says of it, and what was said until it was settled. */
import { z } from 'zod';
import { CASE_OUTCOMES } from '../../model/case.ts';
import { flagFilter, listQuery } from './lists.ts';
import { instant, neededReason, projectParams } from './words.ts';

const TEXT_LENGTH_MAX = 5000;
const text = z.string().trim().min(1).max(TEXT_LENGTH_MAX);

export const caseParams = projectParams.extend({ caseId: z.uuid() });
export const ownCaseParams = z.object({ caseId: z.uuid() });
export const caseListQuery = listQuery(['-openedAt', 'openedAt']).extend({ open: flagFilter });
export const caseWordBody = z.object({ text });
export const closeCaseBody = z.object({
  outcome: z.enum(CASE_OUTCOMES).meta({
    description:
      'found: it was in the new mailbox. brought-over: it was missing, and is there now. never-there: it was not in the old mailbox either. left-behind: it could not be moved, and that is accepted.',
  }),
  text: text.meta({ description: 'What became of it; the user reads it.' }),
});
export const reopenCaseBody = z.object({ reason: neededReason });

const answer = z.object({
  verifiedAt: z.iso.datetime(),
  grade: z.enum(['verified', 'verified-with-exceptions', 'not-verified']),
  isNamed: z.boolean().meta({ description: 'Whether a folder is called as the user says; all are meant otherwise.' }),
  folders: z
    .array(
      z.object({
        source: z.string(),
        target: z.string().nullable(),
        items: z.int(),
        proven: z.int(),
        inTarget: z.int(),
        exceptions: z.int(),
        leftOut: z.int(),
        gone: z.int(),
      }),
    )
    .meta({ description: 'The largest ones.' }),
  exceptions: z.array(z.object({ code: z.string(), cause: z.string(), items: z.int() })),
  notMoved: z.array(z.object({ folder: z.string(), why: z.string() })),
  inWords: z.string(),
});
const word = z.object({ at: z.iso.datetime(), by: z.string(), text: z.string() });

export const ownCaseShape = z.object({
  id: z.uuid(),
  openedAt: z.iso.datetime(),
  folder: z.string(),
  from: z.string(),
  about: z.string(),
  atOpening: z.string().nullable().meta({ description: 'What the last verification said then, in plain words.' }),
  closedAt: instant,
  outcome: z.enum(CASE_OUTCOMES).nullable(),
  words: z.array(word),
});
export const caseShape = ownCaseShape.omit({ words: true, atOpening: true }).extend({
  mailbox: z.uuid(),
  name: z.string().meta({ description: 'Of the mailbox.' }),
  by: z.string().meta({ description: 'Who opened it.' }),
  atOpening: answer
    .nullable()
    .meta({ description: 'What the last verification said then; null where there was none.' }),
});
export const wholeCaseShape = caseShape.extend({
  now: answer.nullable().meta({ description: 'What the last verification says now, of the same.' }),
  words: z.array(word),
});
