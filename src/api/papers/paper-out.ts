/** Where a paper stands, as it is told: when it was made, whether somebody waits for a newer one, and why there is none. */
import { type Instant, isoSeconds } from '../../base/clock.ts';
import { describeCause, describeRemedy } from '../../base/problem.ts';
import type { Paper, PaperKind } from '../../model/paper.ts';

export function paperOut({ madeAt, askedAt, problem }: Omit<Paper<PaperKind>, 'about' | 'document'>) {
  return {
    madeAt: isoOrNull(madeAt),
    askedAt: isoOrNull(askedAt),
    problem:
      problem === null ? null : { code: problem.code, cause: describeCause(problem), remedy: describeRemedy(problem) },
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : isoSeconds(at);
}
