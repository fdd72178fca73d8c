/** What stops Outlook, in words: the cause, who can end it, and how. Pure. */
import { unreachable } from '../../base/assert.ts';
import { type Fault, TTL_SECONDS_MAX } from '../../model/check-result.ts';
import type { Hop } from '../../wire/autodiscover/ask-page.ts';
import type { MailService } from '../mail-service.ts';
import type { Step } from './outlook-order.ts';
import type { Culprit } from './step-end.ts';

export interface FaultDeps {
  readonly aim: MailService;
  readonly nowMs: number;
}

/** Cause, remedy and owner of what stopped Outlook at this step. */
export function faultOf(step: Step, culprit: Culprit, { aim, nowMs }: FaultDeps): Fault {
  const cause = causeOf(step, culprit, nowMs);
  if (culprit.is === 'forbidden') return { cause, ...remedyOfForbidden(culprit.isRedirected) };
  // At the domain itself the web server has to change; the name `autodiscover` need not lead to it at all.
  if (step.name === 'domain') return { cause, remedy: remedyAtWebHost(culprit), owner: 'web-host', records: [] };
  const remedy = 'Replace what the name has by the CNAME record below, so that this server is not asked.';
  const value = aim.autodiscoverHost;
  const record = { type: 'CNAME', host: 'autodiscover', value, ttlSeconds: TTL_SECONDS_MAX } as const;
  return { cause, remedy, owner: 'dns-host', records: [record] };
}

function causeOf(step: Step, culprit: Culprit, nowMs: number): string {
  const who = whoOf(culprit.hop);
  switch (culprit.is) {
    case 'control-panel':
      return `${who}, a web host with cPanel, answers for mail that it does not have.`;
    case 'page':
      return causeOfPage(step, culprit, who);
    case 'password':
      return `${who} asks for a password and is no mail service: Outlook shows a sign-in box, and people give their password to the web host.`;
    case 'certificate':
      return causeOfCertificate(culprit, nowMs);
    case 'silent':
      return `${who} takes the connection and does not answer (${culprit.reason}): Outlook waits, and then gives up.`;
    case 'forbidden': {
      const what = culprit.isRedirected ? 'redirects into' : 'leads into';
      const { url, address } = culprit.hop;
      return `${step.at} ${what} a network that the internet cannot reach: ${url.hostname} is ${address ?? 'unknown'} (${culprit.scope}). It was not asked.`;
    }
    case 'broken':
      return `${who} gives an answer that nobody understands (${culprit.reason}).`;
    case 'redirect':
      return `${who} sends Outlook nowhere: ${culprit.reason}.`;
    default:
      return unreachable(culprit);
  }
}

function remedyAtWebHost(culprit: Culprit): string {
  switch (culprit.is) {
    case 'control-panel':
      return 'In cPanel set Email Routing of the domain to "Remote Mail Exchanger", and have the Autodiscover service domains switched off.';
    case 'certificate':
      return remedyOfCertificate(culprit.hop);
    case 'silent':
      return 'Have the web host answer on port 443, or close the port; a filter that drops packets is the usual reason.';
    case 'redirect':
      return 'Have the web host leave /autodiscover/ out of its redirects, and answer it with 404.';
    case 'page':
    case 'password':
    case 'broken':
    case 'forbidden':
      return 'Have the web host answer /autodiscover/autodiscover.xml with the plain status 404, on https and without a redirect.';
    default:
      return unreachable(culprit);
  }
}

function remedyOfForbidden(isRedirected: boolean): Omit<Fault, 'cause'> {
  const inside = 'If your own name server gives this address inside only, check with a public one (--resolver).';
  return isRedirected
    ? { remedy: `Have the web host take the redirect away. ${inside}`, owner: 'web-host', records: [] }
    : { remedy: `Set a public address. ${inside}`, owner: 'dns-host', records: [] };
}

/** `www.example.com (192.0.2.1, nginx)`. */
function whoOf({ url, address, answer }: Hop): string {
  const server = answer.is === 'page' && answer.server !== '' ? `, ${answer.server.slice(0, 60)}` : '';
  return `${url.hostname} (${address ?? 'no address'}${server})`;
}

function causeOfPage(step: Step, { page, isRedirected, hop }: Extract<Culprit, { is: 'page' }>, who: string): string {
  const what = page.status === 200 ? `a page${titleOf(page.text)}` : `status ${page.status}`;
  const first = new URL(step.at).hostname;
  if (!isRedirected || hop.url.hostname === first) return `${who} answers Outlook with ${what} instead of 404.`;
  return `${first} redirects Outlook to ${who}, which answers with ${what} and is no mail service.`;
}

/** The title of a page says best whose it is. */
function titleOf(text: string): string {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim().replace(/\s+/g, ' ');
  return title === undefined || title === '' ? '' : ` ("${title}")`;
}

function causeOfCertificate({ hop, reason }: Extract<Culprit, { is: 'certificate' }>, nowMs: number): string {
  const { certificate, url } = hop;
  const host = url.hostname;
  if (certificate === null) return `The certificate of ${host} cannot be trusted: ${reason}.`;
  if (!certificate.isForHost) {
    const names = certificate.names.slice(0, 3).join(', ');
    return `The certificate that ${host} shows is for ${names === '' ? 'nobody' : names}, not for ${host}.`;
  }
  if (certificate.validUntilMs < nowMs)
    return `The certificate of ${host} expired on ${dayOf(certificate.validUntilMs)}.`;
  if (certificate.validFromMs > nowMs)
    return `The certificate of ${host} is valid from ${dayOf(certificate.validFromMs)} on only.`;
  if (certificate.isSelfSigned) return `The certificate of ${host} is signed by itself; nobody knows it.`;
  return `The certificate of ${host} is signed by ${certificate.issuer}, which is not known here, or the chain to it is not complete (${reason}).`;
}

function remedyOfCertificate({ certificate, url }: Hop): string {
  const what = certificate?.isForHost === true ? 'a new certificate' : `a certificate for ${url.hostname}`;
  return `Have the web host install ${what}, and answer /autodiscover/autodiscover.xml with 404; or close port 443 where the domain has no secure web site.`;
}

export function dayOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : 'an unknown day';
}
