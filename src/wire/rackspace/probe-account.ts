/** `GET …/rs/mailboxes?size=1`: one small question that tells of the keys, the clock, the throttle and how many mailboxes there are. */
import type { RackspaceClient } from './client.ts';
import { RackspaceBusyError, type RackspaceRefusal, RackspaceStatusError } from './errors.ts';
import { numberIn, recordOf } from './json.ts';

export type Probe = {
  /** The server's clock less ours; null where no answer told it. */
  readonly skewMs: number | null;
} & (
  | {
      readonly is: 'accepted';
      /** Of the domain; null where the answer does not count them. */
      readonly mailboxes: number | null;
    }
  | { readonly is: 'refused'; readonly refusal: RackspaceRefusal }
);

/** A status that is no success is an answer, too. Throws `HttpError`, `RackspaceProtocolError`, or the signal's reason. */
export async function probeAccount(client: RackspaceClient, domain: string, signal: AbortSignal): Promise<Probe> {
  try {
    const place = ['domains', domain, 'rs', 'mailboxes'];
    const page = recordOf(await client.get(place, { size: '1', offset: '0' }, signal), 'rs/mailboxes');
    return { is: 'accepted', mailboxes: numberIn(page, 'total'), skewMs: client.seenSkewMs };
  } catch (error) {
    const refused = error instanceof RackspaceBusyError ? error.cause : error;
    if (!(refused instanceof RackspaceStatusError)) throw error;
    return { is: 'refused', refusal: refused.refusal, skewMs: client.seenSkewMs };
  }
}
