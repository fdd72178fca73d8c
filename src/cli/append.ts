/** For options that may be given several times: commander hands over each value with those before it. */
export function append(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value];
}
