/** Expected failures as values and as errors. Anything thrown that is not a `Failure` is a defect of ours. */
import type { ProblemKind } from './problem-kind.ts';
import { PROBLEMS } from './problems.ts';

export type ProblemCode = keyof typeof PROBLEMS;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
/** The facts that the sentences of a problem need: leaving one out does not compile. */
export type ProblemFacts<Code extends ProblemCode> = Readonly<
  Record<Placeholders<(typeof PROBLEMS)[Code]['cause']> | Placeholders<(typeof PROBLEMS)[Code]['remedy']>, string>
>;
/** A problem as data: what the ledger stores and the reports show. */
export interface Problem {
  readonly code: ProblemCode;
  readonly facts: Readonly<Record<string, string>>;
}

/** An expected failure: thrown where the cause is known, caught where its scope ends. */
export class Failure<Code extends ProblemCode = ProblemCode> extends Error implements Problem {
  override readonly name = 'Failure';
  readonly code: Code;
  readonly facts: Readonly<Record<string, string>>;

  constructor(code: Code, facts: ProblemFacts<Code>, options?: ErrorOptions) {
    super(describeCause({ code, facts }), options);
    this.code = code;
    this.facts = facts;
  }

  get kind(): ProblemKind {
    return PROBLEMS[this.code];
  }

  get remedy(): string {
    return describeRemedy(this);
  }
}

/** The cause as one sentence. */
export function describeCause(problem: Problem): string {
  return filled(PROBLEMS[problem.code].cause, problem.facts);
}

/** The remedy as one instruction. */
export function describeRemedy(problem: Problem): string {
  return filled(PROBLEMS[problem.code].remedy, problem.facts);
}

function filled(text: string, facts: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/gi, (whole, name: string) => facts[name] ?? whole);
}
