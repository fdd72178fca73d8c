/** The service record of Autodiscover: which of several hosts a client asks. */

/** The lowest priority, and of several the heaviest. Null for "there is no such service" (RFC 2782: "."). */
export function bestHost(
  records: readonly { readonly host: string; readonly priority: number; readonly weight: number }[],
): string | null {
  const [best] = [...records].sort((one, other) => one.priority - other.priority || other.weight - one.weight);
  return best === undefined || best.host === '' ? null : best.host;
}
