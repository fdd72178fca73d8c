/** Judges the steps of Outlook's way in their order: only the first one that does not pass it on counts for Outlook. Pure. */
import { unreachable } from '../../base/assert.ts';
import {
  blocked,
  type CheckHead,
  type CheckResult,
  passed,
  TTL_SECONDS_MAX,
  warned,
} from '../../model/check-result.ts';
import type { Hop } from '../../wire/autodiscover/ask-page.ts';
import type { Services } from '../domain/judge-mx.ts';
import type { MailService } from '../mail-service.ts';
import { dayOf, faultOf } from './judge-culprit.ts';
import type { Step, StepName } from './outlook-order.ts';
import { endOf, type StepEnd } from './step-end.ts';

export interface OrderFacts {
  readonly domain: string;
  /** In Outlook's order. */
  readonly steps: readonly Step[];
  readonly services: Services;
  /** Of the host that the target's Autodiscover has. */
  readonly aimAddresses: readonly string[];
  readonly nowMs: number;
}

const TITLES: Readonly<Record<StepName, string>> = {
  domain: 'Outlook asks the web server of the domain',
  autodiscover: 'Outlook asks autodiscover of the domain',
  redirect: 'Outlook looks for a redirect',
  service: 'Outlook looks for a service record (SRV)',
};

/** Within these a certificate is renewed before it expires. */
const RENEWAL_DAYS = 21;
/** The longest piece of a page that stands as evidence. */
const EXCERPT_CHARS = 120;

/** One result for each step, and one for the whole way at the end. */
export function judgeOrder(facts: OrderFacts): readonly CheckResult[] {
  const { services, aimAddresses } = facts;
  const aim = services.to ?? services.from;
  const ends = facts.steps.map((step) => {
    const named = [aim, services.from].find(({ isItsHost }) => step.hosts.some(isItsHost)) ?? null;
    const isAimByAddress = step.addresses.some((one) => aimAddresses.includes(one));
    return { step, end: endOf(step, named !== null), service: named ?? (isAimByAddress ? aim : null) };
  });
  const first = ends.find(({ end }) => end.is === 'arrived' || end.is === 'stopped') ?? null;
  const results = ends.map((one) => judgeStep(one, one === first, { aim, nowMs: facts.nowMs }));
  return [...results, judgeWay(facts.domain, first, aim)];
}

interface EndedStep {
  readonly step: Step;
  readonly end: StepEnd;
  readonly service: MailService | null;
}

function judgeStep(
  { step, end, service }: EndedStep,
  isFirst: boolean,
  { aim, nowMs }: { readonly aim: MailService; readonly nowMs: number },
): CheckResult {
  const head: CheckHead = { id: `C2.${step.name}`, title: TITLES[step.name] };
  const evidence = evidenceOf(step, end);
  switch (end.is) {
    case 'passed-on':
      return passed(head, evidence);
    case 'unknown':
      return warned(head, evidence, {
        cause: `This step could not be taken: ${end.why}.`,
        remedy: 'Check again later, or name another name server with --resolver.',
        owner: 'administrator',
      });
    case 'stopped': {
      const fault = faultOf(step, end.culprit, { aim, nowMs });
      return isFirst ? blocked(head, evidence, fault) : warned(head, evidence, fault);
    }
    case 'arrived':
      return service === aim
        ? judgeExpiry(head, step, evidence, nowMs)
        : judgeStranger(head, step, end, evidence, service, aim);
    default:
      return unreachable(end);
  }
}

function judgeStranger(
  head: CheckHead,
  step: Step,
  { host }: Extract<StepEnd, { is: 'arrived' }>,
  evidence: readonly string[],
  service: MailService | null,
  aim: MailService,
): CheckResult {
  const isDomain = step.name === 'domain';
  const records = isDomain
    ? []
    : ([{ type: 'CNAME', host: 'autodiscover', value: aim.autodiscoverHost, ttlSeconds: TTL_SECONDS_MAX }] as const);
  const owner = isDomain ? 'web-host' : 'dns-host';
  if (service !== null) {
    const cause = `Outlook is led to ${service.name}, not to ${aim.name}.`;
    return warned(head, evidence, { cause, remedy: 'Change this on the day of the cut-over.', owner, records });
  }
  const cause = `${host} answers as a mail service of its own: Outlook is set up for it, and not for ${aim.name}.`;
  const remedy = isDomain
    ? 'Have the web host switch its own Autodiscover off, so that this address answers 404.'
    : 'Replace what leads there by the record below.';
  return blocked(head, evidence, { cause, remedy, owner, records });
}

function judgeExpiry(head: CheckHead, step: Step, evidence: readonly string[], nowMs: number): CheckResult {
  const untilMs = step.way?.hops.at(-1)?.certificate?.validUntilMs ?? Number.POSITIVE_INFINITY;
  if (untilMs - nowMs > RENEWAL_DAYS * 86_400_000) return passed(head, evidence);
  return warned(head, evidence, {
    cause: `The certificate expires on ${dayOf(untilMs)}, and Outlook stops on that day.`,
    remedy: 'Renew the certificate.',
    owner: 'target-admin',
  });
}

function judgeWay(domain: string, first: EndedStep | null, aim: MailService): CheckResult {
  const head: CheckHead = { id: 'C2', title: 'Outlook finds the mailbox by its address alone' };
  if (first === null) {
    return blocked(head, ['none of the four steps finds a mail service'], {
      cause: `Outlook finds no mail service for ${domain}: people cannot set it up with their address alone.`,
      remedy: 'Add the CNAME record below.',
      owner: 'dns-host',
      records: [{ type: 'CNAME', host: 'autodiscover', value: aim.autodiscoverHost, ttlSeconds: TTL_SECONDS_MAX }],
    });
  }
  const { step, end, service } = first;
  if (end.is === 'arrived' && service === aim) return passed(head, [`it arrives at ${end.host}, by ${step.at}`]);
  const evidence = [`the first step that does not pass Outlook on is ${step.at}`];
  const remedy = `Do what is said at C2.${step.name}, then check again.`;
  if (end.is === 'arrived' && service !== null) {
    const cause = `Outlook arrives at ${service.name}, not at ${aim.name}.`;
    return warned(head, evidence, { cause, remedy, owner: 'administrator' });
  }
  const cause =
    end.is === 'arrived'
      ? `Outlook arrives at ${end.host}, not at ${aim.name}.`
      : `Outlook ends at ${step.at} and never comes to ${aim.name}.`;
  return blocked(head, evidence, { cause, remedy, owner: 'administrator' });
}

function evidenceOf({ at, way }: Step, end: StepEnd): readonly string[] {
  const hops = way === null ? [at] : way.hops.flatMap(hopLines);
  return [...hops, ...(end.is === 'passed-on' && way !== null ? [`Outlook goes on: ${end.why}`] : [])];
}

function hopLines({ url, address, answer, certificate }: Hop): readonly string[] {
  const where = `GET ${url.href}${address === null ? '' : ` (${address})`}`;
  const shown =
    certificate === null
      ? []
      : [
          `certificate for ${certificate.names.slice(0, 3).join(', ') || 'nobody'}, by ${certificate.issuer}, until ${dayOf(certificate.validUntilMs)}`,
        ];
  if (answer.is === 'forbidden') return [`${where}: not asked, ${answer.scope} address`];
  if (answer.is !== 'page') return [`${where}: ${answer.reason}`, ...shown];
  const facts = [
    `status ${answer.status}`,
    ...(answer.contentType === '' ? [] : [answer.contentType]),
    ...(answer.server === '' ? [] : [`Server: ${answer.server.slice(0, 60)}`]),
    ...(answer.challenges.length === 0 ? [] : [`asks for ${answer.challenges.join(', ')}`]),
    ...(answer.location === null ? [] : [`Location: ${answer.location.slice(0, EXCERPT_CHARS)}`]),
  ];
  const isTelling = answer.status !== 404 && answer.location === null;
  const excerpt = isTelling ? answer.text.slice(0, EXCERPT_CHARS).replace(/\s+/g, ' ').trim() : '';
  return [`${where}: ${facts.join(', ')}`, ...(excerpt === '' ? [] : [`it begins: ${excerpt}`]), ...shown];
}
