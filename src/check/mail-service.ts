/** The services that a domain's records can name: where mail comes from, and where it goes. A table, so that values of a vendor stand in one place. */
import type { WantedRecord } from '../model/check-result.ts';
import { TTL_SECONDS_MAX } from '../model/check-result.ts';

export interface MailService {
  /** For sentences. */
  readonly name: string;
  /** What `autodiscover` of the domain should be an alias of. */
  readonly autodiscoverHost: string;
  /** Hosts that Autodiscover may lead to. */
  readonly isItsHost: (host: string) => boolean;
  /** True for a host in an MX record. Null where nobody can know: every organisation has its own. */
  readonly isItsMx: ((host: string) => boolean) | null;
  /** The MX records to set; empty where they are not known. */
  readonly mxRecords: (domain: string) => readonly WantedRecord[];
  /** What the SPF record has to include; null where it is not known. */
  readonly spfInclude: string | null;
  /** Selectors that its DKIM keys always have. */
  readonly dkimSelectors: readonly string[];
  /** Hosts on which it may give out calendars and contacts (CalDAV, CardDAV), beside those of the domain itself. */
  readonly davHosts: readonly string[];
  /** Where the administrator reads the exact values. */
  readonly valuesFrom: string;
}

/** Rackspace sets the same records for Rackspace Email and for its Exchange. */
export const RACKSPACE: MailService = {
  name: 'Rackspace',
  autodiscoverHost: 'autodiscover.emailsrvr.com',
  isItsHost: isBelow('emailsrvr.com'),
  isItsMx: isBelow('emailsrvr.com'),
  mxRecords: () => [mx(10, 'mx1.emailsrvr.com'), mx(20, 'mx2.emailsrvr.com')],
  spfInclude: 'emailsrvr.com',
  dkimSelectors: [],
  // Rackspace names none; `dav.` is what its present platform is usually set up with.
  davHosts: ['dav.emailsrvr.com'],
  valuesFrom: 'the Rackspace control panel',
};

export const EXCHANGE_ONLINE: MailService = {
  name: 'Exchange Online',
  autodiscoverHost: 'autodiscover.outlook.com',
  isItsHost: (host) => ['outlook.com', 'office365.com', 'office.com'].some((site) => isBelow(site)(host)),
  isItsMx: (host) => isBelow('mail.protection.outlook.com')(host) || isBelow('mx.microsoft')(host),
  mxRecords: (domain) => [mx(0, `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`)],
  spfInclude: 'spf.protection.outlook.com',
  dkimSelectors: ['selector1', 'selector2'],
  davHosts: [],
  valuesFrom: 'Settings > Domains of the Microsoft 365 admin center',
};

/** An Exchange of the organisation's own or of a hoster. */
export function exchangeAt(host: string): MailService {
  return {
    name: `the Exchange at ${host}`,
    autodiscoverHost: host,
    isItsHost: (other) => other === host,
    isItsMx: null,
    mxRecords: () => [],
    spfInclude: null,
    dkimSelectors: [],
    davHosts: [],
    valuesFrom: 'the administrator of the Exchange server',
  };
}

function isBelow(site: string): (host: string) => boolean {
  return (host) => host === site || host.endsWith(`.${site}`);
}

function mx(priority: number, host: string): WantedRecord {
  return { type: 'MX', host: '@', value: `${priority} ${host}`, ttlSeconds: TTL_SECONDS_MAX };
}
