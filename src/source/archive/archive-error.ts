/** Why a file, or a part of one, cannot be taken. The message goes on behind its name: "it is encrypted". */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** What went wrong, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The reason when it is one that an archive can have; a defect of ours or an end that was asked for goes on its way. */
export function archiveReason(error: unknown): string {
  if (error instanceof ArchiveError) return error.message;
  throw error;
}
