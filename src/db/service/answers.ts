/** The table of answers that may have to be given again. */
import { Secret } from '../../base/secret.ts';
import type { AnswerBook, AnswerKey, AnswerState, GivenAnswer } from '../../model/answer.ts';
import type { Db } from '../db.ts';
import { answerPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

export function answerPart(tx: Db, sealer: Sealer): AnswerBook {
  return {
    beginAnswer: async (asked, fingerprint, { now, keptSince, underWaySince }) => {
      await tx.query({ name: 'forget-old-answers', text: FORGET_OLD, values: [keptSince, underWaySince] });
      const sealed = (await sealer.sealing()).seal(new Secret(fingerprint), answerPlace(asked, 'fingerprint'));
      const begun = await tx.query({
        name: 'begin-answer',
        text: BEGIN,
        values: [asked.caller, asked.key, now, sealed],
      });
      return begun.length === 1 ? { is: 'begun' } : found(tx, sealer, asked, fingerprint);
    },
    keepAnswer: async (asked, answer) => {
      const sealed = (await sealer.sealing()).seal(new Secret(JSON.stringify(answer)), answerPlace(asked, 'answer'));
      await tx.query({ name: 'keep-answer', text: KEEP, values: [asked.caller, asked.key, sealed] });
    },
    forgetAnswer: async ({ caller, key: name }) => {
      await tx.query({ name: 'forget-answer', text: FORGET, values: [caller, name] });
    },
  };
}

const FORGET_OLD = 'delete from answers where at_ms < $1 or (answer is null and at_ms < $2)';
const BEGIN = `
  insert into answers (caller_id, key, at_ms, fingerprint)
  values ($1, $2, $3, $4)
  on conflict (caller_id, key) do nothing
  returning key`;
const KEEP = 'update answers set answer = $3 where caller_id = $1 and key = $2';
const FORGET = 'delete from answers where caller_id = $1 and key = $2';
const FIND = 'select fingerprint, answer from answers where caller_id = $1 and key = $2';

async function found(tx: Db, sealer: Sealer, asked: AnswerKey, fingerprint: string): Promise<AnswerState> {
  type Row = { readonly fingerprint: Buffer; readonly answer: Buffer | null };
  const [row] = await tx.query<Row>({ name: 'answer', text: FIND, values: [asked.caller, asked.key] });
  // Forgotten by somebody else a moment ago: whoever asks comes again.
  if (row === undefined) return { is: 'under-way' };
  if (sealer.unseal(row.fingerprint, answerPlace(asked, 'fingerprint')).reveal() !== fingerprint)
    return { is: 'other' };
  if (row.answer === null) return { is: 'under-way' };
  const answer: GivenAnswer = JSON.parse(sealer.unseal(row.answer, answerPlace(asked, 'answer')).reveal());
  return { is: 'given', answer };
}
