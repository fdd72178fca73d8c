/** What the domain name system says about a service (RFC 6764 §3 and §4): hosts in SRV records, a path in a TXT record. */
import { Resolver } from 'node:dns/promises';

export interface ServiceHost {
  readonly host: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Asks for records. Rejects when there are none; the reason is one for people. */
export interface ServiceRecords {
  hosts(name: string, signal: AbortSignal): Promise<readonly ServiceHost[]>;
  /** Each record with its parts joined. */
  texts(name: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** A name server is asked twice, for so long each time. */
const TRY_MS = 3000;

/** The resolver of this machine. */
export const systemServiceRecords: ServiceRecords = {
  hosts: async (name, signal) => {
    const records = await resolving(signal, (resolver) => resolver.resolveSrv(name));
    return records.map(({ name: host, port, priority, weight }) => ({ host, port, priority, weight }));
  },
  texts: async (name, signal) => {
    const records = await resolving(signal, (resolver) => resolver.resolveTxt(name));
    return records.map((parts) => parts.join(''));
  },
};

/** The one to use: the lowest priority, and of several the heaviest. Null for "there is no such service" (RFC 2782: "."). */
export function bestHost(hosts: readonly ServiceHost[]): ServiceHost | null {
  const best = [...hosts].sort((one, other) => one.priority - other.priority || other.weight - one.weight)[0];
  return best === undefined || best.host === '' || best.host === '.' ? null : best;
}

/** The path that a TXT record names, or null. */
export function pathIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const path = /^path=(\/.*)$/i.exec(text.trim())?.[1];
    if (path !== undefined) return path;
  }
  return null;
}

async function resolving<T>(signal: AbortSignal, ask: (resolver: Resolver) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const resolver = new Resolver({ timeout: TRY_MS, tries: 2 });
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(resolver);
  } finally {
    signal.removeEventListener('abort', cancel);
    signal.throwIfAborted();
  }
}
