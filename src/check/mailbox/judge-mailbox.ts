/** What a survey and the server's own words say of one mailbox (C5 to C10). Pure. */
import type { Instant } from '../../base/clock.ts';
import { describeCause } from '../../base/problem.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';
import { type FolderKey, type FolderPath, folderKey, folderLabel } from '../../model/folder.ts';
import {
  FOLDER_ITEMS_ADVISED_MAX,
  FOLDER_LEVELS_ADVISED_MAX,
  FULL_PART,
  isMadeByAppleMail,
  isNestedInbox,
  levelsOf,
  looksFetchedByPop,
} from '../../plan/mailbox-signs.ts';
import { describeRefusedName } from '../../plan/strict-names.ts';
import type { Survey, SurveyedFolder } from '../../plan/survey.ts';
import type { Namespaces } from '../../wire/imap/namespace.ts';
import type { Quota } from '../../wire/imap/quota.ts';

export interface MailboxFacts {
  readonly user: string;
  readonly survey: Survey;
  readonly namespaces: Namespaces;
  readonly quotas: readonly Quota[];
}

const DAY_MS = 86_400_000;

export function judgeMailbox(facts: MailboxFacts): readonly CheckResult[] {
  return [
    judgeNamespace(facts),
    judgeFolders(facts),
    judgeSizes(facts),
    judgeQuota(facts),
    judgeLocalMail(facts),
    judgeAppleMail(facts),
  ];
}

function headOf(id: string, user: string, title: string): CheckHead {
  return { id: `${id}.${user}`, title: `${title} (${user})` };
}

function judgeNamespace({ user, namespaces, survey }: MailboxFacts): CheckResult {
  const lines = namespaces.personal.map(
    ({ prefix, delimiter }) =>
      `folders begin with "${prefix}" and are separated by ${delimiter === null ? 'nothing' : `"${delimiter}"`}`,
  );
  const leftOut = survey.leftOut.map(({ path, why }) => `${folderLabel(path)} is left out: ${why}`);
  return passed(headOf('C5', user, 'The layout of the folders is understood'), [...lines, ...leftOut]);
}

function judgeFolders({ user, survey }: MailboxFacts): CheckResult {
  const head = headOf('C6', user, 'The folders arrive as people know them');
  const renames = survey.renames.map(({ from, to, why }) => `"${from}" becomes "${to}": ${why}`);
  const closed = survey.folders.flatMap(({ problem }) => (problem === null ? [] : [describeCause(problem)]));
  if (closed.length > 0) {
    return blocked(head, [...closed, ...renames], {
      cause: `${closed.length === 1 ? 'A folder' : `${closed.length} folders`} could not be opened, so what is in there does not move.`,
      remedy: 'Open the folder in webmail; if that fails too, ask the old service to repair it.',
      owner: 'administrator',
    });
  }
  if (survey.refusedNames.length > 0) {
    const { length } = survey.refusedNames;
    return blocked(head, [...survey.refusedNames.map(describeRefusedName), ...renames], {
      cause: `${length === 1 ? 'A folder has' : `${length} folders have`} an odd name, and a strict move does not take it.`,
      remedy:
        'Rename these folders in webmail, or leave --folder-names=strict away: then only what the target cannot have is renamed.',
      owner: 'user',
    });
  }
  const odd = [...oddNesting(survey.folders), ...survey.folders.flatMap(burdens)];
  if (odd.length === 0) return passed(head, renames);
  return warned(head, [...odd, ...renames], {
    cause: 'Some folders move as they are, and will be slow or not where people look for them.',
    remedy: 'Tidy these folders in webmail before the move, or tell the user that they stay so.',
    owner: 'user',
  });
}

function burdens({ mapping, items }: SurveyedFolder): readonly string[] {
  const { path } = mapping.source;
  const name = folderLabel(path);
  const depth = levelsOf(path);
  return [
    ...(items > FOLDER_ITEMS_ADVISED_MAX
      ? [`${name} holds ${items} items; up to ${FOLDER_ITEMS_ADVISED_MAX} are advised`]
      : []),
    ...(depth > FOLDER_LEVELS_ADVISED_MAX
      ? [`${name} is ${depth} levels deep; up to ${FOLDER_LEVELS_ADVISED_MAX} are advised`]
      : []),
  ];
}

/**
 * Where a dot separates folders, a client that named one `1.Inbox` made a folder `1` that holds `Inbox`: a parent with a
 * short number or letter for a name, nothing in it and one child. Some servers do not even list it.
 */
function oddNesting(folders: readonly SurveyedFolder[]): readonly string[] {
  const itemsIn = new Map(folders.map(({ mapping, items }) => [folderKey(mapping.source.path), items]));
  const parents = new Map<FolderKey, Parent>();
  for (const { mapping } of folders) {
    const { path } = mapping.source;
    for (let depth = 1; depth < path.length; depth++) {
      const above = path.slice(0, depth);
      const parent = parents.get(folderKey(above)) ?? { path: above, children: new Set<string>() };
      parents.set(folderKey(above), parent);
      parent.children.add(path[depth] ?? '');
    }
  }
  return [...parents].flatMap(([key, { path, children }]) => {
    const name = path.at(-1) ?? '';
    const [child, second] = children;
    const isOdd = /^(?:\d{1,3}|\p{L})$/u.test(name) && second === undefined && (itemsIn.get(key) ?? 0) === 0;
    if (!isOdd || child === undefined) return [];
    return [
      `${folderLabel(path)} is empty and holds only "${child}": probably one folder "${name}.${child}" was meant`,
    ];
  });
}

interface Parent {
  readonly path: FolderPath;
  readonly children: Set<string>;
}

function judgeSizes({ user, survey }: MailboxFacts): CheckResult {
  const head = headOf('C7', user, 'Every item is small enough for the target');
  if (survey.tooLargeItems === 0) return passed(head, []);
  const lines = survey.tooLarge.map(
    ({ folder, receivedAt, sizeBytes }) => `${folderLabel(folder)}, ${dayOf(receivedAt)}: ${megabytes(sizeBytes)} MB`,
  );
  return warned(head, lines, {
    cause: `${survey.tooLargeItems} items are larger than the ${megabytes(survey.itemBytesMax)} MB that the target takes, and do not move.`,
    remedy: 'Save the attachments of these items elsewhere before the move, or have the limit of the target raised.',
    owner: 'user',
  });
}

function judgeQuota({ user, quotas }: MailboxFacts): CheckResult {
  const head = headOf('C8', user, 'The old mailbox has room until the move is over');
  const limits = quotas.flatMap(({ resources }) => {
    const storage = resources.get('STORAGE');
    return storage === undefined || storage.limit <= 0 ? [] : [storage];
  });
  const [storage] = [...limits].sort((one, other) => other.used / other.limit - one.used / one.limit);
  if (storage === undefined) return passed(head, ['the server names no limit']);
  const part = storage.used / storage.limit;
  const evidence = [
    `${megabytes(storage.used * 1024)} of ${megabytes(storage.limit * 1024)} MB are used (${Math.round(part * 100)} %)`,
  ];
  if (part < FULL_PART) return passed(head, evidence);
  return warned(head, evidence, {
    cause: 'The mailbox is full or nearly so: new mail is sent back and never arrives, before the move and during it.',
    remedy: 'Empty Trash and Spam and delete or save large old mail now; a move by itself makes no room.',
    owner: 'user',
  });
}

function judgeLocalMail({ user, survey }: MailboxFacts): CheckResult {
  const head = headOf('C9', user, 'All mail is on the server');
  const byRole = (role: string): SurveyedFolder | undefined =>
    survey.folders.find(({ mapping }) => mapping.source.role === role);
  const [inbox, sent] = [byRole('inbox'), byRole('sent')];
  const evidence = [
    `inbox: ${inbox?.items ?? 0} items${inbox?.oldest === null || inbox === undefined ? '' : `, from ${dayOf(inbox.oldest)}`}`,
    sent === undefined ? 'there is no folder of sent mail' : `sent mail: ${sent.items} items`,
    `in all: ${survey.holds.items} items`,
  ];
  const mail = survey.folders.filter(({ mapping }) => mapping.source.kind === 'message');
  const counted = mail.map((one) => ({ role: one.mapping.source.role, items: one.items, days: daysOf(one) }));
  if (survey.holds.items > 0 && !looksFetchedByPop(counted)) {
    return passed(head, evidence);
  }
  return warned(head, evidence, {
    cause:
      'Hardly anything is on the server: a program with POP, or one that keeps mail on the computer, may have the rest.',
    remedy:
      'Compare the mail program with webmail; put what is only on the computer into the mailbox, or bring it as an archive.',
    owner: 'user',
  });
}

function daysOf({ oldest, newest }: SurveyedFolder): number {
  return oldest === null || newest === null ? 0 : (newest - oldest) / DAY_MS;
}

function judgeAppleMail({ user, survey }: MailboxFacts): CheckResult {
  const head = headOf('C10', user, 'No Mac has left folders of its own');
  const found = survey.folders
    .map(({ mapping, items }) => ({ path: mapping.source.path, items }))
    .filter(({ path }) => isNestedInbox(path) || isMadeByAppleMail(path))
    .map(({ path, items }) => `${folderLabel(path)}: ${items} items`);
  if (found.length === 0) return passed(head, []);
  return warned(head, found, {
    cause: 'Apple Mail keeps deleted or sent mail in folders of its own, or its path prefix is wrong.',
    remedy: 'Ask who reads this mailbox on a Mac, and give that user the guide for Mac users.',
    owner: 'user',
  });
}

function dayOf(at: Instant): string {
  return at === 0 ? 'no date' : new Date(at).toISOString().slice(0, 10);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
