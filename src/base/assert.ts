/** States what cannot be otherwise. A failed assertion is a defect of ours and is never caught. */
export function assert(fact: unknown, what: string): asserts fact {
  if (!fact) throw new Error(`impossible: not true that ${what}`);
}

/** The end of an exhaustive switch: it does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`impossible: no case for ${JSON.stringify(value)}`);
}
