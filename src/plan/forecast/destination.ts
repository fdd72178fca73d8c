/** Where a mailbox goes, as far as its pace depends on it. */
import type { TargetService } from '../../model/measured-run.ts';

export interface Destination {
  readonly service: TargetService;
  /** In lower case. Null: no certain server, or an archive. */
  readonly host: string | null;
}

/** Microsoft's own servers, in its cloud for everybody and in the national ones. */
const ONLINE_HOSTS =
  /^(?:(?:outlook|webmail)\.(?:office365\.com|office\.com|office365\.us|apps\.mil)|partner\.outlook\.cn)$/;

export function isExchangeOnline(host: string): boolean {
  return ONLINE_HOSTS.test(host.toLowerCase());
}

/** An Exchange by the name of its server. */
export function exchangeAt(host: string): Destination {
  return { service: isExchangeOnline(host) ? 'exchange-online' : 'exchange', host: host.toLowerCase() };
}
