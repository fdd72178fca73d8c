/** Who took which mailbox, and when, as the logs of the programs tell it to the millisecond. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Claim {
  /** The name of the program. */
  readonly by: string;
  readonly at: number;
  readonly mailbox: string;
  readonly term: number;
}

export interface LogLine {
  readonly at: string;
  readonly level: 'info' | 'warn';
  readonly event: string;
  readonly mailbox?: string;
  readonly term?: number;
}

export function logOf(stateFolder: string): readonly LogLine[] {
  const text = readFileSync(join(stateFolder, 'godwit.log'), 'utf8');
  // The last line may be half written.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogLine); // as `jsonLog` writes them
}

/** Of all programs, in the order of time. */
export function claimsIn(folders: ReadonlyMap<string, string>): readonly Claim[] {
  const claims = [...folders].flatMap(([by, folder]) =>
    logOf(folder).flatMap(({ at, event, mailbox, term }) =>
      event === 'job begun' && mailbox !== undefined && term !== undefined
        ? [{ by, at: Date.parse(at), mailbox, term }]
        : [],
    ),
  );
  return claims.toSorted((one, other) => one.at - other.at);
}

/** Those that this program took last, of the mailboxes given. */
export function heldBy(by: string, claims: readonly Claim[], atWork: readonly string[]): readonly string[] {
  const last = new Map(claims.map((claim) => [claim.mailbox, claim.by]));
  return atWork.filter((mailbox) => last.get(mailbox) === by);
}

/** When each of these mailboxes was taken by somebody else after this moment; null for one that was not. */
export function takenOver(
  by: string,
  mailboxes: readonly string[],
  since: number,
  claims: readonly Claim[],
): readonly (number | null)[] {
  return mailboxes.map((mailbox) => {
    const next = claims.find((claim) => claim.mailbox === mailbox && claim.by !== by && claim.at > since);
    return next === undefined ? null : next.at - since;
  });
}
