/** What a step of Outlook's way came to. Pure. */
import { unreachable } from '../../base/assert.ts';
import type { Hop, Page } from '../../wire/autodiscover/ask-page.ts';
import type { Step } from './outlook-order.ts';

/**
 * unknown: it could not be asked. passed-on: Outlook goes on to the next step. arrived: a service of mailboxes answers. stopped: Outlook ends here, or asks
 * people what they cannot know.
 */
export type StepEnd =
  | { readonly is: 'unknown'; readonly why: string }
  | { readonly is: 'passed-on'; readonly why: string }
  | { readonly is: 'arrived'; readonly host: string }
  | { readonly is: 'stopped'; readonly culprit: Culprit };

/** What stops Outlook. */
export type Culprit =
  | { readonly is: 'page'; readonly hop: Hop; readonly page: Page; readonly isRedirected: boolean }
  | { readonly is: 'control-panel'; readonly hop: Hop; readonly page: Page }
  | { readonly is: 'password'; readonly hop: Hop; readonly page: Page }
  | { readonly is: 'certificate'; readonly hop: Hop; readonly reason: string }
  | { readonly is: 'silent'; readonly hop: Hop; readonly reason: string }
  | { readonly is: 'forbidden'; readonly hop: Hop; readonly scope: string; readonly isRedirected: boolean }
  | { readonly is: 'broken'; readonly hop: Hop; readonly reason: string }
  | { readonly is: 'redirect'; readonly hop: Hop; readonly reason: string };

/** Pages of the control panel that most web hosts use, which answers for mail that it does not have. */
const CONTROL_PANEL = /valid e-?mail address|cpanel|cpsrvd/i;

/** `isNamed`: by its names the way leads to a service that is known, not to a server of the organisation's own. */
export function endOf(step: Step, isNamed: boolean): StepEnd {
  const { way, trouble } = step;
  if (trouble !== null) return { is: 'unknown', why: trouble };
  const last = way?.hops.at(-1);
  if (way === null || last === undefined) return { is: 'passed-on', why: 'there is nothing to ask' };
  switch (way.end.is) {
    case 'loop':
      return stopped({ is: 'redirect', hop: last, reason: `it leads back to ${way.end.url}` });
    case 'too-many':
      return stopped({
        is: 'redirect',
        hop: last,
        reason: `it is redirected ${way.hops.length - 1} times and goes on`,
      });
    case 'bad-redirect':
      return stopped({ is: 'redirect', hop: last, reason: way.end.reason });
    case 'arrived':
      return endOfHop(step, last, way.hops.length > 1, isNamed);
    default:
      return unreachable(way.end);
  }
}

function endOfHop(step: Step, hop: Hop, isRedirected: boolean, isNamed: boolean): StepEnd {
  const { answer } = hop;
  switch (answer.is) {
    case 'unresolved':
      return { is: 'unknown', why: answer.reason };
    case 'no-address':
      if (!isRedirected) return { is: 'passed-on', why: answer.reason };
      return stopped({ is: 'redirect', hop, reason: `${hop.url.hostname}: ${answer.reason}` });
    case 'unreachable':
      return { is: 'passed-on', why: `nobody listens there (${answer.reason})` };
    case 'forbidden':
      return stopped({ is: 'forbidden', hop, scope: answer.scope, isRedirected });
    case 'silent':
      return stopped({ is: 'silent', hop, reason: answer.reason });
    case 'certificate':
      // The alias leads to a service that has no certificate for this name, and answers the next step instead.
      if (isNamed && step.name === 'autodiscover' && !isRedirected)
        return { is: 'passed-on', why: 'the service answers the open redirect instead' };
      return stopped({ is: 'certificate', hop, reason: answer.reason });
    case 'tls':
      if (isNamed && step.name === 'autodiscover' && !isRedirected)
        return { is: 'passed-on', why: 'the service answers the open redirect instead' };
      return stopped({ is: 'broken', hop, reason: answer.reason });
    case 'broken':
      return stopped({ is: 'broken', hop, reason: answer.reason });
    case 'page':
      return endOfPage(step, hop, answer, isRedirected, isNamed);
    default:
      return unreachable(answer);
  }
}

function endOfPage(step: Step, hop: Hop, page: Page, isRedirected: boolean, isNamed: boolean): StepEnd {
  // In open text a client believes nothing but a redirect.
  if (hop.url.protocol === 'http:' && !isRedirected)
    return { is: 'passed-on', why: `no redirect (status ${page.status})` };
  const isService = page.isExchange || page.challenges.some((way) => ['ntlm', 'negotiate', 'bearer'].includes(way));
  const isSettings = page.status === 200 && /<Autodiscover[\s>]/i.test(page.text);
  if (hop.url.protocol === 'https:' && (isSettings || (page.status === 401 && (isService || isNamed)))) {
    return { is: 'arrived', host: hop.url.hostname };
  }
  if (page.status === 401) return stopped({ is: 'password', hop, page });
  const isPanel = CONTROL_PANEL.test(page.text) || CONTROL_PANEL.test(page.server);
  if (page.status === 404 && !isRedirected) return { is: 'passed-on', why: 'it answers 404' };
  if (isPanel) return stopped({ is: 'control-panel', hop, page });
  return step.name === 'redirect' && page.status === 404
    ? { is: 'passed-on', why: 'the redirect leads to a 404' }
    : stopped({ is: 'page', hop, page, isRedirected });
}

function stopped(culprit: Culprit): StepEnd {
  return { is: 'stopped', culprit };
}
