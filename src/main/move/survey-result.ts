/** A survey as the service keeps it, with how long the move takes to where the mailbox really goes. */

import type { MailboxSurvey } from '../../model/mailbox-survey.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import type { Destination } from '../../plan/forecast/destination.ts';
import { estimateMailbox } from '../../plan/forecast/estimate-mailbox.ts';
import type { Survey } from '../../plan/survey.ts';

export function surveyResult(survey: Survey, to: Destination, measured: readonly MeasuredRun[]): MailboxSurvey {
  const { moves, holds, oldest, newest, tooLarge, tooLargeItems, itemBytesMax } = survey;
  const { range, learntFrom } = estimateMailbox(moves, to, measured);
  return {
    moves,
    holds,
    oldest,
    newest,
    folders: survey.folders.map(({ mapping, items, bytes, tooLargeItems: tooLargeHere, problem, ...dates }) => ({
      path: mapping.source.path,
      role: mapping.source.role,
      kind: mapping.source.kind,
      target: mapping.wanted?.path ?? null,
      items,
      bytes,
      oldest: dates.oldest,
      newest: dates.newest,
      tooLargeItems: tooLargeHere,
      problem,
    })),
    renames: survey.renames.map(({ from, to: name, why }) => ({ from, to: name, why })),
    tooLargeItems,
    tooLarge,
    itemBytesMax,
    duration: range,
    learntFrom,
  };
}
