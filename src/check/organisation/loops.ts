/** Mail that comes back to where it was: forwarding and lists as a graph. Pure. */

/** Where the mail of each address is passed on to. */
export type Passes = ReadonlyMap<string, readonly string[]>;

/** One shortest circle of every knot, `a`, `b`, and back to `a`. Nothing is named twice. */
export function loopsIn(passes: Passes): readonly (readonly string[])[] {
  return knotsOf(passes).map((knot) => {
    const members = new Set(knot);
    const [start = ''] = [...knot].sort();
    return circleFrom(start, (address) => (passes.get(address) ?? []).filter((next) => members.has(next)));
  });
}

interface Visit {
  readonly address: string;
  readonly next: readonly string[];
  at: number;
}

/** Strongly connected parts that hold a circle (Tarjan), without recursion: chains of lists may be long. */
function knotsOf(passes: Passes): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const knots: string[][] = [];
  const lower = (address: string, to: number): void =>
    void lowest.set(address, Math.min(lowest.get(address) ?? to, to));
  const enter = (address: string): Visit => {
    order.set(address, order.size);
    lower(address, order.size - 1);
    open.push(address);
    isOpen.add(address);
    return { address, next: passes.get(address) ?? [], at: 0 };
  };
  const leave = ({ address, next }: Visit): void => {
    if (lowest.get(address) !== order.get(address)) return;
    const knot = open.splice(open.lastIndexOf(address));
    for (const one of knot) isOpen.delete(one);
    if (knot.length > 1 || next.includes(address)) knots.push(knot);
  };
  for (const start of passes.keys()) {
    if (order.has(start)) continue;
    const visits = [enter(start)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const next = visit.next[visit.at];
      visit.at += 1;
      if (next === undefined) {
        leave(visit);
        visits.pop();
        const above = visits.at(-1);
        if (above !== undefined) lower(above.address, lowest.get(visit.address) ?? 0);
      } else if (!order.has(next)) visits.push(enter(next));
      else if (isOpen.has(next)) lower(visit.address, order.get(next) ?? 0);
    }
  }
  return knots;
}

/** The shortest way from `start` back to it. There is one. */
function circleFrom(start: string, next: (address: string) => readonly string[]): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const address of queue) {
    for (const one of next(address)) {
      if (one === start) return wayTo(address, start, cameFrom);
      if (cameFrom.has(one)) continue;
      cameFrom.set(one, address);
      queue.push(one);
    }
  }
  return [start];
}

function wayTo(address: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let one = address; one !== start; one = cameFrom.get(one) ?? start) way.push(one);
  return [start, ...way.reverse()];
}

/** `a → b → a`. */
export function loopText(loop: readonly string[]): string {
  return [...loop, ...loop.slice(0, 1)].join(' → ');
}
