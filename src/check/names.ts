/** How the checks ask the domain name system: a look never throws over what DNS says, so that one broken record hides nothing else. */
import { DnsError, type DnsTrouble } from '../wire/dns/errors.ts';
import type { RecordType } from '../wire/dns/records.ts';
import type { Found } from '../wire/dns/resolver.ts';

/** `DnsResolver`, or a zone in memory. */
export interface Names {
  /** Whom it asks, for sentences. */
  readonly servers: string;
  look<Type extends RecordType>(name: string, type: Type, signal: AbortSignal): Promise<Found<Type>>;
}

export type Looked<Type extends RecordType> =
  | ({ readonly is: 'found' } & Found<Type>)
  | { readonly is: 'trouble'; readonly trouble: DnsTrouble; readonly reason: string };

export async function lookAt<Type extends RecordType>(
  names: Names,
  name: string,
  type: Type,
  signal: AbortSignal,
): Promise<Looked<Type>> {
  try {
    return { is: 'found', ...(await names.look(name, type, signal)) };
  } catch (error) {
    if (!(error instanceof DnsError)) throw error;
    return { is: 'trouble', trouble: error.trouble, reason: error.message };
  }
}

/** The addresses of a host, of both families. Throws `DnsError` when neither could be asked for. */
export async function addressesOf(names: Names, host: string, signal: AbortSignal): Promise<readonly string[]> {
  const [four, six] = await Promise.all([lookAt(names, host, 'A', signal), lookAt(names, host, 'AAAA', signal)]);
  if (four.is === 'trouble' && six.is === 'trouble') throw new DnsError(four.trouble, four.reason);
  const found = [...(four.is === 'found' ? four.records : []), ...(six.is === 'found' ? six.records : [])];
  return found.map(({ address }) => address);
}
