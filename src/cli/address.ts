/** Reads the addresses of a source and a target from what an administrator typed. Nothing typed is ever repeated in an error: it may hold a password. */

import { resolve } from 'node:path';
import { unreachable } from '../base/assert.ts';
import { isLoopback } from '../base/loopback.ts';
import { Failure } from '../base/problem.ts';
import { type CloudName, type GraphAddress, graphAddress } from './graph-address.ts';

export interface ImapAddress {
  readonly is: 'imap';
  readonly host: string;
  readonly port: number;
  /** plain only ever goes to this machine. */
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly user: string;
}

export interface EwsAddress {
  readonly is: 'ews';
  /** `https://…/EWS/Exchange.asmx`, or `http://` to this machine. */
  readonly url: string;
  readonly host: string;
  /** Whose mailbox is written to. */
  readonly mailbox: string;
  /** Who signs in. Acts for the mailbox by impersonation where it is somebody else. */
  readonly user: string;
}

export interface DavAddress {
  readonly is: 'caldav' | 'carddav';
  /** Where discovery begins: `https://host/…`, or `http://` to this machine. */
  readonly url: string;
  readonly host: string;
  readonly user: string;
}

/** A file or folder of this machine. */
export interface ArchiveAddress {
  readonly is: 'archive';
  /** Absolute. */
  readonly path: string;
}

export type SourceAddress = ImapAddress | DavAddress | ArchiveAddress;
export type TargetAddress = ImapAddress | EwsAddress | GraphAddress | ArchiveAddress;
type Address = SourceAddress | TargetAddress;

export interface AddressRules {
  /** The option the address was given with, for errors: `--source`. */
  readonly option: string;
  /** From `--source-user`; null when it was not given. */
  readonly user: string | null;
  readonly isInsecureLoopbackAllowed: boolean;
  /** From `--client-id` and `--cloud`, for Microsoft Graph. */
  readonly clientId?: string | null;
  readonly cloud?: CloudName;
}

/** The user of an IMAP login and a mail address both fit (RFC 5321 §4.5.3.1). */
const NAME_LENGTH_MAX = 320;
const ADDRESS_LENGTH_MAX = 2048;
const IMAPS_PORT = 993;
const IMAP_PORT = 143;
const EWS_PATH = '/EWS/Exchange.asmx';

/** Throws usage.invalid, naming the option, for whatever is not an address that a mailbox can be moved from. */
export function parseSourceAddress(text: string, rules: AddressRules): SourceAddress {
  const address = parseAddress(text, rules, SOURCE_FORMS);
  if (address.is !== 'ews' && address.is !== 'graph') return address;
  throw wrong(rules, 'names an Exchange server, and Godwit does not read from one', SOURCE_FORMS);
}

/** Throws usage.invalid, naming the option, for whatever is not an address that something can be written to. */
export function parseTargetAddress(text: string, rules: AddressRules): TargetAddress {
  const address = parseAddress(text, rules, TARGET_FORMS);
  switch (address.is) {
    case 'imap':
    case 'ews':
    case 'graph':
    case 'archive':
      return address;
    case 'caldav':
    case 'carddav':
      throw wrong(rules, 'names a calendar or contacts server, and Godwit does not write to one', TARGET_FORMS);
    default:
      return unreachable(address);
  }
}

function parseAddress(text: string, rules: AddressRules, forms: string): Address {
  if (text.length > ADDRESS_LENGTH_MAX) throw wrong(rules, 'is too long for an address', forms);
  if (text.startsWith(ARCHIVE)) return archiveAddress(text.slice(ARCHIVE.length), rules);
  if (/[\p{Cc}\s]/u.test(text)) throw wrong(rules, 'holds a blank or a control character', forms);
  if (!URL.canParse(text)) throw wrong(rules, 'is not an address', forms);
  const url = new URL(text);
  if (url.password !== '') {
    throw wrong(
      rules,
      'holds a password, which would stay in the history of the shell and in the list of running programs',
      `Take it out and give it by ${rules.option}-password-file, in the environment, or when Godwit asks for it.`,
    );
  }
  if (url.hash !== '') throw wrong(rules, 'holds a "#", which has no meaning here', 'Write "#" in a name as %23.');
  switch (url.protocol) {
    case 'imaps:':
    case 'imap:':
      return imapAddress(url, rules);
    case 'ews+https:':
    case 'ews+http:':
      return ewsAddress(url, rules);
    case 'graph:':
    case 'graph+http:':
      return graphAddress(url, graphRules(rules));
    case 'caldavs:':
    case 'caldav:':
      return davAddress('caldav', url, rules);
    case 'carddavs:':
    case 'carddav:':
      return davAddress('carddav', url, rules);
    default:
      throw wrong(rules, 'has a beginning that Godwit does not know', forms);
  }
}

/** The address as text, without anything secret, for people. */
export function describeAddress(address: Address): string {
  switch (address.is) {
    case 'imap':
      return `${address.user} at ${address.host}`;
    case 'ews':
    case 'graph':
      return `${address.mailbox} at ${address.host}`;
    case 'caldav':
      return `calendars of ${address.user} at ${address.host}`;
    case 'carddav':
      return `contacts of ${address.user} at ${address.host}`;
    case 'archive':
      return address.path;
    default:
      return unreachable(address);
  }
}

export function describeSources(sources: readonly { readonly address: SourceAddress }[]): string {
  return sources.map(({ address }) => describeAddress(address)).join(', ');
}

const ARCHIVE = 'archive:';
const AT_SIGN = 'an @ in the user name is written %40.';
const SOURCE_FORMS = `Give imaps://user@host, caldavs://user@host/, carddavs://user@host/ or archive:PATH; ${AT_SIGN}`;
const TARGET_FORMS = `Give graph://TENANT/user@example.com, ews+https://host/EWS/Exchange.asmx?mailbox=user@example.com, imaps://user@host or archive:FOLDER; ${AT_SIGN}`;
const FORMS = `Give a host name, an IPv4 address or an IPv6 address in brackets; ${AT_SIGN}`;

function graphRules(rules: AddressRules): Parameters<typeof graphAddress>[1] {
  return {
    clientId: rules.clientId ?? null,
    cloud: rules.cloud ?? 'global',
    isInsecureLoopbackAllowed: rules.isInsecureLoopbackAllowed,
    wrong: (what, how) => wrong(rules, what, how),
  };
}

function archiveAddress(path: string, rules: AddressRules): ArchiveAddress {
  if (path === '' || /\p{Cc}/u.test(path)) {
    throw wrong(rules, 'names no file or folder', 'Write its path behind "archive:", as in archive:/home/me/old-mail.');
  }
  return { is: 'archive', path: resolve(path) };
}

function davAddress(is: DavAddress['is'], url: URL, rules: AddressRules): DavAddress {
  if (url.search !== '') throw wrong(rules, 'holds a "?", which has no meaning here', 'End it with the path.');
  const host = hostOf(url, rules);
  const scheme = url.protocol.endsWith('s:') ? 'https' : 'http';
  refuseOpenLine(scheme, host, `${is}s://`, rules);
  const authority = `${bracketed(host)}:${portOf(url, scheme === 'https' ? 443 : 80, rules)}`;
  const path = url.pathname === '' ? '/' : url.pathname;
  return { is, url: new URL(`${scheme}://${authority}${path}`).href, host, user: userOf(url, rules, null) };
}

/** Only a server on this machine is reached openly, and only when that was asked for. */
function refuseOpenLine(scheme: 'https' | 'http', host: string, secure: string, rules: AddressRules): void {
  if (scheme === 'https' || (isLoopback(host) && rules.isInsecureLoopbackAllowed)) return;
  throw wrong(
    rules,
    'asks for an open line, on which a password could be read',
    `Use ${secure}. Only a server on this machine may be reached openly, with --allow-insecure-loopback.`,
  );
}

function imapAddress(url: URL, rules: AddressRules): ImapAddress {
  if (!['', '/'].includes(url.pathname) || url.search !== '') {
    throw wrong(rules, 'holds more than a user, a host and a port', 'Take away what follows the host or port.');
  }
  const host = hostOf(url, rules);
  const port = portOf(url, url.protocol === 'imaps:' ? IMAPS_PORT : IMAP_PORT, rules);
  return { is: 'imap', host, port, security: securityOf(url, host, rules), user: userOf(url, rules, null) };
}

function securityOf(url: URL, host: string, rules: AddressRules): ImapAddress['security'] {
  if (url.protocol === 'imaps:') return 'tls';
  return rules.isInsecureLoopbackAllowed && isLoopback(host) ? 'plain' : 'starttls';
}

function ewsAddress(url: URL, rules: AddressRules): EwsAddress {
  const host = hostOf(url, rules);
  const scheme = url.protocol === 'ews+https:' ? 'https' : 'http';
  refuseOpenLine(scheme, host, 'ews+https://', rules);
  const mailbox = mailboxOf(url, rules);
  const path = ['', '/'].includes(url.pathname) ? EWS_PATH : url.pathname;
  const authority = `${bracketed(host)}:${portOf(url, scheme === 'https' ? 443 : 80, rules)}`;
  return {
    is: 'ews',
    url: new URL(`${scheme}://${authority}${path}`).href,
    host,
    mailbox,
    user: userOf(url, rules, mailbox),
  };
}

function mailboxOf(url: URL, rules: AddressRules): string {
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'mailbox');
  if (unknown !== undefined || url.searchParams.getAll('mailbox').length > 1) {
    throw wrong(rules, 'holds more than one mailbox', 'End it with ?mailbox=user@example.com and nothing else.');
  }
  // In a query "+" means a blank, and nobody who types an address means one.
  const mailbox = (url.searchParams.get('mailbox') ?? '').replaceAll(' ', '+');
  if (/^[^\s@<>"\p{Cc}]+@[^\s@<>"\p{Cc}]+$/u.test(mailbox) && mailbox.length <= NAME_LENGTH_MAX) return mailbox;
  throw wrong(rules, 'does not say whose mailbox it is', 'End it with ?mailbox=user@example.com.');
}

function userOf(url: URL, rules: AddressRules, otherwise: string | null): string {
  const typed = url.username === '' ? null : decoded(url.username, rules);
  if (typed !== null && rules.user !== null && typed !== rules.user) {
    throw wrong(
      rules,
      `and ${rules.option}-user name two different users`,
      `Leave the user out of the address, or ${rules.option}-user.`,
    );
  }
  const user = typed ?? rules.user ?? otherwise;
  if (user === null) throw wrong(rules, 'does not say who signs in', `Add ${rules.option}-user user@example.com.`);
  if (user === '' || user.length > NAME_LENGTH_MAX || /\p{Cc}/u.test(user)) {
    throw wrong(rules, 'names a user that cannot be one', 'Check the user name for control characters and its length.');
  }
  return user;
}

function decoded(text: string, rules: AddressRules): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw wrong(rules, 'holds a "%" that begins no character', 'Write "%" in a user name as %25.');
  }
}

/** Lower case, international names in their ASCII form (RFC 5891), IPv6 without brackets. */
function hostOf(url: URL, rules: AddressRules): string {
  // Only for the schemes of the web does URL treat a host as a host.
  const asWeb = `https://${url.hostname}/`;
  const host = url.hostname !== '' && URL.canParse(asWeb) ? new URL(asWeb).hostname : '';
  const isName = /^(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?$/.test(host) && host.length <= 253;
  if (isName) return host.replace(/\.$/, '');
  if (/^\[[0-9a-f:.]+\]$/.test(host)) return host.slice(1, -1);
  throw wrong(rules, 'does not name a host', FORMS);
}

function portOf(url: URL, otherwise: number, rules: AddressRules): number {
  const port = url.port === '' ? otherwise : Number(url.port);
  if (port > 0) return port;
  throw wrong(rules, 'names the port 0', 'Leave the port away, or give the one that the server listens on.');
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function wrong(rules: AddressRules, what: string, how: string): Failure {
  return new Failure('usage.invalid', { what: `The address given with ${rules.option} ${what}.`, how });
}
