/** All results of one check. A block that somebody decided to live with stays visible, with the reason. */
import type { CheckResult } from '../model/check-result.ts';

export interface CheckReport {
  readonly domain: string;
  readonly results: readonly ReportedCheck[];
}

export interface ReportedCheck extends CheckResult {
  /** Why the fault is accepted; null where it is not, or where there is none. */
  readonly waived: string | null;
}

/** `waivers` are reasons by the number of a check; one for `C3` holds for `C3.mx`, too. */
export function reportOf(
  domain: string,
  results: readonly CheckResult[],
  waivers: ReadonlyMap<string, string>,
): CheckReport {
  const reasonFor = ({ id, verdict }: CheckResult): string | null => {
    if (verdict === 'pass') return null;
    for (let part = id; part !== ''; part = part.includes('.') ? part.replace(/\.[^.]*$/, '') : '') {
      const reason = waivers.get(part);
      if (reason !== undefined) return reason;
    }
    return null;
  };
  return { domain, results: results.map((result) => ({ ...result, waived: reasonFor(result) })) };
}

/** True when nothing is wrong that nobody accepted. */
export function isReady({ results }: CheckReport): boolean {
  return results.every(({ verdict, waived }) => verdict === 'pass' || waived !== null);
}
