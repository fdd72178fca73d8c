/** The state folder: who may read it, whether it can be written, and how much room there is. */
import { formatBytes } from '../../base/amounts.ts';
import { blocked, type CheckHead, type CheckResult, passed, warned } from '../../model/check-result.ts';

export interface FolderFacts {
  readonly path: string;
  /** Null: it is not there. */
  readonly found: {
    /** The rights as `chmod` has them; null where the system knows none such. */
    readonly mode: number | null;
    readonly isOurs: boolean;
    /** Why nothing can be written; null where it can. */
    readonly trouble: string | null;
  } | null;
  /** Of the disk that it lies on, or would. */
  readonly room: { readonly freeBytes: number; readonly totalBytes: number; readonly freeFiles: number | null };
  /** Whether the database lies there too. */
  readonly holdsDatabase: boolean;
}

const RIGHTS: CheckHead = { id: 'folder', title: 'The state folder is ours alone, and can be written' };
const ROOM: CheckHead = { id: 'disk', title: 'There is room on the disk of the state folder' };
const OTHERS = 0o077;
const GB = 1_000_000_000;
/** The write-ahead log of the embedded database takes a quarter of this, and large messages the rest. */
const FREE_BYTES_MIN = GB;
/** A ledger of a million items takes half of it. */
const FREE_BYTES_WARN = 5 * GB;
const FREE_FILES_MIN = 1000;
const owner = 'administrator';

export function judgeFolder(facts: FolderFacts): readonly CheckResult[] {
  return [judgeRights(facts), judgeRoom(facts)];
}

function judgeRights({ path, found }: FolderFacts): CheckResult {
  if (found === null) return passed(RIGHTS, [`${path} is not there yet: the first start makes it`]);
  const { mode, isOurs, trouble } = found;
  const evidence = [path, ...(mode === null ? [] : [`rights ${mode.toString(8).padStart(3, '0')}`])];
  if (trouble !== null) {
    const cause = `Nothing can be written into ${path}: ${trouble}`;
    return blocked(RIGHTS, evidence, {
      cause,
      remedy: 'Run Godwit as the user the folder belongs to, or mend the disk.',
      owner,
    });
  }
  if (!isOurs) {
    const cause = `The folder ${path} belongs to another user than the one who runs this.`;
    return warned(RIGHTS, evidence, { cause, remedy: 'Run Godwit always as the same user.', owner });
  }
  if (mode !== null && (mode & OTHERS) !== 0) {
    const cause = `Other users of this machine may look into ${path}, where the key, the log and reports lie.`;
    return warned(RIGHTS, evidence, { cause, remedy: `Take that right from them: chmod 700 ${path}`, owner });
  }
  return passed(RIGHTS, evidence);
}

function judgeRoom({ path, room, holdsDatabase }: FolderFacts): CheckResult {
  const { freeBytes, totalBytes, freeFiles } = room;
  const holds = holdsDatabase ? 'the database, the log, reports' : 'the log, reports';
  const evidence = [
    `${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} free, for ${holds} and large messages on their way`,
  ];
  const isOutOfFiles = freeFiles !== null && freeFiles < FREE_FILES_MIN;
  const left = isOutOfFiles ? `${freeFiles} more files` : formatBytes(freeBytes);
  const cause = `There is room for ${left} on the disk of ${path}; where it is full, everything stands still.`;
  const remedy = 'Free space there, or move the folder to a larger disk and name it with --state.';
  if (isOutOfFiles || freeBytes < FREE_BYTES_MIN) return blocked(ROOM, evidence, { cause, remedy, owner });
  return freeBytes < FREE_BYTES_WARN ? warned(ROOM, evidence, { cause, remedy, owner }) : passed(ROOM, evidence);
}
