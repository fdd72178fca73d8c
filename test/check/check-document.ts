/** What `godwit check --json` prints, as far as tests look at it. */

export interface CheckDocument {
  readonly exitCode: number;
  readonly results: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly evidence: readonly string[];
    readonly cause: string | null;
    readonly owner: string | null;
    readonly records: readonly { readonly text: string }[];
    readonly waived: string | null;
  }[];
}
