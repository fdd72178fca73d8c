/** Signs in to mailboxes that are to be moved, one after the other, and looks through each without changing anything. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { ReadHead } from '../../check/mailbox/head-tally.ts';
import { judgeFailure } from '../../check/mailbox/judge-failure.ts';
import { judgeHeads } from '../../check/mailbox/judge-heads.ts';
import { judgeMailbox } from '../../check/mailbox/judge-mailbox.ts';
import { judgeSignIn } from '../../check/mailbox/judge-sign-in.ts';
import { lookAtHeads } from '../../check/mailbox/look-at-heads.ts';
import { lookAtImap } from '../../check/mailbox/look-at-imap.ts';
import { describeAddress, type ImapAddress } from '../../cli/address.ts';
import type { RunControl, SourceSettings, SurveyJob } from '../../cli/machinery.ts';
import { headersOf } from '../../content/mail-headers.ts';
import { type CheckHead, type CheckResult, passed } from '../../model/check-result.ts';
import type { SourceFolder } from '../../model/folder.ts';
import type { Survey } from '../../plan/survey.ts';
import { imapServer, passwordOf } from '../move/mailboxes.ts';
import { runSurvey } from '../move/run-survey.ts';

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
}

export interface CheckedMailboxes {
  readonly results: readonly CheckResult[];
  /** What all of them hold; null where there is none, or one could not be read. */
  readonly bytes: number | null;
}

/** Each job is one mailbox. What is wrong with one is a result and stops no other. */
export async function checkMailboxes(
  jobs: readonly SurveyJob[],
  control: RunControl,
  deps: Deps,
): Promise<CheckedMailboxes> {
  const results: CheckResult[] = [];
  const surveys: (Survey | null)[] = [];
  for (const job of jobs) {
    for (const source of job.sources) {
      const { address } = source;
      const found =
        address.is === 'imap' ? checkImap(address, source, job, control, deps) : checkOther(source, job, control, deps);
      const { survey, results: more } = await found;
      results.push(...more);
      surveys.push(survey);
    }
  }
  return { results, bytes: bytesOf(surveys) };
}

function bytesOf(surveys: readonly (Survey | null)[]): number | null {
  const known = surveys.filter((survey) => survey !== null);
  if (known.length === 0 || known.length < surveys.length) return null;
  return known.reduce((sum, { holds }) => sum + holds.bytes, 0);
}

interface CheckedMailbox {
  readonly results: readonly CheckResult[];
  /** Null where it could not be read. */
  readonly survey: Survey | null;
}

async function checkImap(
  address: ImapAddress,
  source: SourceSettings,
  job: SurveyJob,
  control: RunControl,
  deps: Deps,
): Promise<CheckedMailbox> {
  const credentials = { user: address.user, secret: passwordOf(source), mechanism: 'auto' } as const;
  const place = { server: imapServer(address, job.authorities), credentials };
  const signal = AbortSignal.any([control.signal, control.stopping]);
  const facts = await lookAtImap(place, deps.clock, signal);
  const signIn = judgeSignIn(facts, place);
  if (facts.is !== 'signed-in') return { results: [signIn], survey: null };
  const { user } = address;
  const head = { id: `C6.${user}`, title: `The folders can be listed (${user})` };
  const { namespaces, quotas } = facts;
  const judge = (survey: Survey): readonly CheckResult[] => judgeMailbox({ user, survey, namespaces, quotas });
  const { results, survey } = await surveyed(job, control, deps, head, judge);
  if (survey === null) return { results: [signIn, ...results], survey };
  const heads = await lookAtHeads(place, foldersOfMail(survey), { clock: deps.clock, readHead }, signal);
  return { results: [signIn, ...results, judgeHeads(user, heads)], survey };
}

/** What could be listed, each folder of the server once: notes among the mail are a second half of the same. */
function foldersOfMail({ folders }: Survey): readonly SourceFolder[] {
  const open = folders.filter(({ mapping, problem }) => mapping.source.holdsItems && problem === null);
  return [...new Map(open.map(({ mapping }) => [mapping.source.serverName, mapping.source])).values()];
}

function readHead(lines: string): Promise<ReadHead> {
  return headersOf({ is: 'held', bytes: Buffer.from(lines, 'latin1') });
}

/** Calendars and contacts on a server (C11), and archives: what can be listed can be read. */
function checkOther(source: SourceSettings, job: SurveyJob, control: RunControl, deps: Deps): Promise<CheckedMailbox> {
  const name = describeAddress(source.address);
  const head = { id: `C11.${name.replace(/\s+/g, '-')}`, title: `Can be read: ${name}` };
  return surveyed(job, control, deps, head, ({ holds, folders }) => [
    passed(head, [`${holds.items} items in ${folders.length} folders`]),
  ]);
}

async function surveyed(
  job: SurveyJob,
  control: RunControl,
  deps: Deps,
  head: CheckHead,
  judge: (survey: Survey) => readonly CheckResult[],
): Promise<CheckedMailbox> {
  try {
    const survey = await runSurvey(job, control, deps);
    return { results: judge(survey), survey };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { results: [judgeFailure(head, error)], survey: null };
  }
}
