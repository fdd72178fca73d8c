/** What the last verification says of something that a user misses: which folders are meant, and what is known of them. */
import { formatNumber } from '../base/amounts.ts';
import type { Instant } from '../base/clock.ts';
import type { CaseAnswer, CaseFolder, Missing } from '../model/case.ts';
import type { KeptReport, Report, ReportFolder } from '../model/report.ts';

/** Without a name that fits, the whole mailbox is meant; its largest folders are shown. */
const FOLDERS_MAX = 20;

export function caseAnswer({ at, report }: KeptReport, { folder: wanted }: Pick<Missing, 'folder'>): CaseAnswer {
  const named = foldersCalled(report.folders, wanted);
  const isNamed = named.length > 0;
  const meant = isNamed ? named : report.folders;
  const folders = [...meant].sort((a, b) => b.items - a.items).map(folderOut);
  const exceptions = isNamed ? exceptionsIn(report, new Set(meant.map(({ source }) => source))) : allExceptions(report);
  const said = { folders, exceptions, notMoved: notMovedIn(report, wanted, isNamed) };
  const inWords = words(said, { at, wanted, isNamed });
  return { verifiedAt: at, grade: report.grade, isNamed, ...said, folders: folders.slice(0, FOLDERS_MAX), inWords };
}

/** Those with this path; otherwise those whose own name it is, and otherwise those with it in their name. On either side. */
function foldersCalled(folders: readonly ReportFolder[], wanted: string): readonly ReportFolder[] {
  const name = plain(wanted);
  if (name === '') return [];
  const fits = [
    (path: string) => path === name,
    (path: string) => path.split('/').at(-1)?.trim() === name,
    (path: string) => path.includes(name),
  ];
  for (const isIt of fits) {
    const found = folders.filter(
      ({ source, target }) => isIt(plain(source)) || (target !== null && isIt(plain(target))),
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** Letters of either case are one; people write a path with any of these. */
function plain(path: string): string {
  return path
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s*[/\\>›]\s*/g, '/')
    .trim();
}

function folderOut({ source, target, items, proven, inTarget, exceptions, leftOut, gone }: ReportFolder): CaseFolder {
  return { source, target, items, proven, inTarget, exceptions, leftOut, gone };
}

/** Of each cause the report names the first items only, so these are at least so many. */
function exceptionsIn({ exceptionGroups }: Report, folders: ReadonlySet<string>): CaseAnswer['exceptions'] {
  return exceptionGroups
    .map(({ code, cause, items }) => ({ code, cause, items: items.filter(({ folder }) => folders.has(folder)).length }))
    .filter(({ items }) => items > 0);
}

function allExceptions({ exceptionGroups }: Report): CaseAnswer['exceptions'] {
  return exceptionGroups.map(({ code, cause, count }) => ({ code, cause, items: count }));
}

function notMovedIn({ notMoved }: Report, wanted: string, isNamed: boolean): CaseAnswer['notMoved'] {
  const name = plain(wanted);
  const own = name === '' ? [] : notMoved.filter(({ folder }) => plain(folder).includes(name));
  return own.length > 0 || isNamed ? own : notMoved;
}

function words(
  { folders, exceptions, notMoved }: Pick<CaseAnswer, 'folders' | 'exceptions' | 'notMoved'>,
  { at, wanted, isNamed }: { readonly at: Instant; readonly wanted: string; readonly isNamed: boolean },
): string {
  const sum = (of: (folder: CaseFolder) => number): number => folders.reduce((all, folder) => all + of(folder), 0);
  const [items, proven, left, gone] = [
    sum((folder) => folder.items),
    sum((folder) => folder.proven),
    sum((folder) => folder.leftOut),
    sum((folder) => folder.gone),
  ];
  const where = isNamed
    ? folders.map(placeWords).join(', ')
    : `${wanted.trim() === '' ? '' : `No folder is called “${wanted.trim()}”. `}The whole mailbox`;
  const open = exceptions.reduce((all, one) => all + one.items, 0);
  return [
    `${where}: ${count(items)} in the old mailbox, ${formatNumber(proven)} of them read back from the new one and found equal, on ${day(at)}.`,
    ...(open > 0
      ? [`${count(open)} could not be moved or compared: ${exceptions.map(({ cause }) => cause).join(' ')}`]
      : []),
    ...(left > 0 ? [`${count(left)} ${were(left)} left out by a rule of the project.`] : []),
    ...(gone > 0
      ? [
          `${count(gone)} ${were(gone)} deleted from the old mailbox before ${gone === 1 ? 'it' : 'they'} could be copied.`,
        ]
      : []),
    ...notMoved.map(({ folder, why }) => `${folder} is not part of the move: ${why}`),
    ...(open + left + gone + notMoved.length === 0 && proven === items
      ? ['Nothing that was in the old mailbox is missing there.']
      : []),
  ].join(' ');
}

function placeWords({ source, target }: CaseFolder): string {
  return target === null || target === source ? source : `${source} (now ${target})`;
}

function count(items: number): string {
  return `${formatNumber(items)} ${items === 1 ? 'item' : 'items'}`;
}

function were(items: number): string {
  return items === 1 ? 'was' : 'were';
}

function day(at: Instant): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
