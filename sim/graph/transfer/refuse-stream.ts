/** A stream that no server would take: why. */
export class StreamRefusal extends Error {}
