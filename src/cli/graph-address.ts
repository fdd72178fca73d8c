/** The address of a mailbox that is reached through Microsoft Graph, as an administrator types it. */
import { isLoopback } from '../base/loopback.ts';
import type { Failure } from '../base/problem.ts';

/** Clouds by the names that people type; the default is the one of nearly everybody. */
export const CLOUD_NAMES = ['global', 'us-l4', 'us-l5', 'china'] as const;
export type CloudName = (typeof CLOUD_NAMES)[number];

export interface GraphAddress {
  readonly is: 'graph';
  readonly cloud: CloudName;
  /** Where a stand-in of the service is, on this machine; null for the cloud itself. */
  readonly standIn: string | null;
  /** For people: the tenant. */
  readonly host: string;
  /** Its id or one of its domains. */
  readonly tenant: string;
  readonly mailbox: string;
  /** The application that signs in, by its client id. */
  readonly user: string;
  readonly proof: 'secret' | 'certificate';
}

export interface GraphRules {
  /** From `--client-id`; null when it was not given. */
  readonly clientId: string | null;
  readonly cloud: CloudName;
  readonly isInsecureLoopbackAllowed: boolean;
  /** Makes the failure for an address that is none. */
  readonly wrong: (what: string, how: string) => Failure;
}

const FORM = 'Give graph://TENANT/user@example.com, and the application with --client-id.';
/** A tenant's id or domain, and an application's id. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/i;
const MAILBOX = /^[^\s@<>"/?#]{1,64}@[a-z0-9.-]{1,255}$/i;

/** `graph://TENANT/user@example.com`; with `graph+http://127.0.0.1:PORT/TENANT/user@example.com` a stand-in on this machine. */
export function graphAddress(url: URL, rules: GraphRules): GraphAddress {
  const isStandIn = url.protocol === 'graph+http:';
  if (isStandIn && !(rules.isInsecureLoopbackAllowed && isLoopback(url.hostname.replace(/^\[|\]$/g, '')))) {
    const how = 'Only a service on this machine may be reached openly, with --allow-insecure-loopback.';
    throw rules.wrong('asks for an open line, on which a secret could be read', how);
  }
  if (url.username !== '' || url.search !== '') throw rules.wrong('holds more than a tenant and a mailbox', FORM);
  const parts = url.pathname.split('/').slice(1).map(decoded);
  const [tenant = '', mailbox = '', ...more] = isStandIn ? parts : [url.host, ...parts];
  if (!NAME.test(tenant)) throw rules.wrong('names no tenant', FORM);
  if (!MAILBOX.test(mailbox) || more.length > 0) throw rules.wrong('does not say whose mailbox it is', FORM);
  const { clientId, cloud } = rules;
  if (clientId === null || !NAME.test(clientId)) {
    throw rules.wrong('needs the application that signs in', 'Add --client-id with the id of its registration.');
  }
  const standIn = isStandIn ? `http://${url.host}` : null;
  return { is: 'graph', cloud, standIn, host: tenant, tenant, mailbox, user: clientId, proof: 'secret' };
}

/** What begins no character is no part of a mailbox, and is refused as that. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}
