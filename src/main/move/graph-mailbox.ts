/** How a mailbox of Exchange Online is opened through Microsoft Graph. */
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import type { GraphAddress } from '../../cli/graph-address.ts';
import type { OpenTarget } from '../../model/target.ts';
import { graphPace, openGraphTarget } from '../../target/graph.ts';
import { MailboxBudget } from '../../wire/graph/budget.ts';
import { CLOUDS, type GraphPlaces } from '../../wire/graph/clouds.ts';
import type { MailboxDeps } from './mailboxes.ts';

export interface GraphSettings {
  readonly address: GraphAddress;
  /** The secret of the application, or its certificate and key. */
  readonly secret: Secret;
}

/**
 * Every call of what it gives opens connections of its own; all of them share what the service allows one mailbox. Throws
 * usage.invalid for a cloud without the import interface, before anything is sent.
 */
export function graphOpener(
  { address, secret }: GraphSettings,
  ca: readonly string[],
  { clock, random, watch, spoolFolder, budgets, mayStillSend }: MailboxDeps,
): OpenTarget {
  const places = placesOf(address);
  const { tenant, mailbox, user: clientId, standIn } = address;
  if (!places.hasImport) {
    throw new Failure('usage.invalid', {
      what: `Microsoft Graph in the cloud "${address.cloud}" does not import items, and mail would arrive as drafts.`,
      how: 'Move there with ews+https:// or imaps:// as the target.',
    });
  }
  const proof = address.proof === 'secret' ? ({ is: 'secret', secret } as const) : certificate(secret);
  const shared = budgets === undefined ? {} : { bytePace: budgets.bytesTo(new URL(places.service).host, mailbox) };
  const pace = graphPace({ clock, watch });
  const budget = new MailboxBudget(clock);
  return (signal) =>
    openGraphTarget(
      {
        places,
        tenant,
        clientId,
        proof,
        mailbox,
        ca,
        // The command line lets a stand-in through for this machine only, and only when it was asked for.
        allowInsecureLoopback: standIn !== null,
        clock,
        random,
        spoolFolder,
        watch,
        pace,
        budget,
        ...shared,
        ...(mayStillSend === undefined ? {} : { mayStillSend }),
      },
      signal,
    );
}

function certificate(pem: Secret): { readonly is: 'certificate'; readonly pem: Secret } {
  return { is: 'certificate', pem };
}

function placesOf({ cloud, standIn }: GraphAddress): GraphPlaces {
  const places = CLOUDS[cloud];
  return standIn === null ? places : { ...places, login: standIn, service: standIn };
}
