/** The own mailbox as its user sees it: in plain words, and without anything that belongs to the project or to others. */
import type { Instant } from '../../base/clock.ts';
import { describeCause, describeRemedy, type Problem } from '../../base/problem.ts';
import { MAILBOX, type MailboxState } from '../../model/mailbox-states.ts';
import type { MailboxUser } from '../../model/mailbox-user.ts';
import { type Mailbox, passwordPlaces, totalOf } from '../../model/project.ts';
import { type Action, actionsOf } from '../../model/states.ts';
import type { Tenant } from '../../model/store.ts';
import { mailboxOutlook } from '../../plan/forecast/mailbox-end.ts';
import { TASK_IDS } from '../../plan/preparation/task-ids.ts';
import { TASK_TITLES } from '../../plan/preparation/task-titles.ts';
import { unmetOf } from '../../project/act.ts';
import { missingRefusal } from '../../project/finish/cases.ts';
import { stepsRefusal } from '../../project/mailbox-user.ts';
import { passwordRefusal } from '../../project/replace-password.ts';
import { mailboxOf, type ProjectWithSums, projectOf } from '../mailboxes.ts';
import { endOut, isoOrNull } from '../outlook.ts';

/** Throws `service.not-found`. */
export async function ownMailbox(
  tenant: Tenant,
  holder: { readonly project: Mailbox['project']; readonly mailbox: Mailbox['id'] },
  now: Instant,
) {
  const project = await projectOf(tenant, holder);
  const mailbox = await mailboxOf(tenant, project, holder.mailbox);
  const user = await tenant.mailboxUser(mailbox.id);
  const { kept } = await tenant.passwordsKept(mailbox.id);
  const ofSources = passwordPlaces(mailbox.settings).filter((place) => place !== 'target');
  const passwords = ofSources.map((place) => ({ place, isKept: kept.some((one) => one.place === place) }));
  const { name, state, problem, progress } = mailbox;
  return {
    name,
    state,
    inWords: IN_WORDS[state],
    progress,
    total: totalOf(mailbox),
    end: endOut(mailboxOutlook(mailbox, now).end),
    problem: problem === null ? null : problemOut(problem),
    todo: todoOf(
      mailbox,
      user,
      passwords.some(({ isKept }) => !isKept),
    ),
    steps: stepsOut(user.steps),
    passwords,
    verdict: user.verdict,
    verdictAt: isoOrNull(user.verdictAt),
    actions: userActions(mailbox, project),
  };
}

export function stepsOut(done: readonly string[]) {
  return TASK_IDS.map((id) => ({ id, title: TASK_TITLES[id], isDone: done.includes(id) }));
}

const BEFORE = 'Your mailbox will be moved. You can go on working in it as always.';
const MOVING = 'Your mail is being copied. You can go on working as always.';
const STAGED =
  'Your mail is copied, and what changes follows until the day of the move. You can go on working as always.';
const IN_WORDS: Readonly<Record<MailboxState, string>> = {
  listed: BEFORE,
  preparing: BEFORE,
  prepared: `You are prepared. ${BEFORE}`,
  waived: BEFORE,
  queued: 'Your mailbox waits for its turn. You can go on working as always.',
  copying: MOVING,
  'in-step': STAGED,
  following: STAGED,
  'final-queued': 'The last part of your mail is about to be copied.',
  'catching-up': 'Nearly all of your mail is copied; what came meanwhile follows.',
  copied: 'Your mail is copied and will be checked now.',
  verifying: 'The copy is being compared with your mailbox, message by message.',
  verified: 'All your mail is in the new mailbox, and was checked.',
  partial: 'Your mail was moved and checked. A few items could not be moved; your administrator sees which.',
  attention: 'The move waits for somebody to help it on. Nothing is lost.',
  paused: 'The move is paused. You can go on working as always.',
  'credentials-issued': 'All your mail is in the new mailbox, and you have the password for it.',
  'user-confirmed': 'You said that all is there. Thank you.',
  'clients-done': 'Your move is complete, and your devices are set up.',
  'rolling-back': 'You go back to your old mailbox. What came to the new one is about to be brought back.',
  returning: 'You go back to your old mailbox. What came to the new one is being brought back.',
  released: 'Your move is complete. The old mailbox is gone.',
  cancelled: 'Your mailbox will not be moved.',
  'rolled-back': 'Your mailbox stays where it was.',
};

const ADMINISTRATOR = 'Your administrator is looking after it; there is nothing that you have to do.';

/** What is wrong on the other side names accounts and servers that are not the user's. */
function problemOut(problem: Problem) {
  const isYours = problem.code === 'source.sign-in-refused';
  if (isYours) return { cause: describeCause(problem), remedy: describeRemedy(problem), isYours };
  return { cause: 'The move cannot go on by itself just now.', remedy: ADMINISTRATOR, isYours };
}

function todoOf({ state, problem }: Mailbox, { verdict, steps }: MailboxUser, isMissing: boolean): string[] {
  const isPasswordAsked = isMissing || problem?.code === 'source.sign-in-refused';
  const todo: string[] = [];
  if (isPasswordAsked && passwordRefusal({ state }) === null) todo.push('Hand in the password of your old mailbox.');
  if (state === 'listed' || state === 'preparing') {
    const open = TASK_IDS.length - steps.length;
    todo.push(open > 0 ? 'Go through the steps below, and tick what is done.' : 'Say that you are prepared.');
  }
  if (verdict === null && (state === 'verified' || state === 'credentials-issued')) {
    todo.push('Look into the new mailbox, and say whether all is there.');
  }
  return todo;
}

/** They follow from what is ticked. */
const BY_THEMSELVES = ['prepare', 'finish-clients'];

/** All that its user may ever do, with what stands against it now. */
function userActions(mailbox: Mailbox, { project, counts }: ProjectWithSums): Action[] {
  const own = (name: string, label: string, why: string | null): Action => {
    return { name, label, allowed: why === null, why, needsReason: false };
  };
  const { state } = mailbox;
  return [
    ...actionsOf(MAILBOX, state, 'mailbox-user', unmetOf(project, counts)).filter(
      ({ name }) => !BY_THEMSELVES.includes(name),
    ),
    own('hand-in-password', 'Hand in the password', passwordRefusal(mailbox)),
    own('tick-steps', 'Tick what is done', stepsRefusal(state)),
    own('say-something-is-missing', 'Something is missing', missingRefusal(state)),
  ];
}
