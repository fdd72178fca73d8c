/** Forwarding of mailboxes, which does not move (C13, R35): where mail leaves the organisation, goes in a circle or is not kept. Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { KnownMailbox, KnownOrganisation } from '../../plan/known-organisation.ts';
import type { DomainScope, Places } from './domain-scope.ts';
import { type Finding, findingOf, settled, untold } from './finding.ts';
import { loopsIn, loopText, type Passes } from './loops.ts';

/** Of one mailbox, since Rackspace runs on Open-Xchange; fifteen were allowed before. */
const ADDRESSES_MAX = 4;

export function judgeForwarding({ moving, organisation, places }: DomainScope): CheckResult {
  const forwards = moving.filter((mailbox) => addressesOf(mailbox).length > 0);
  const outside = forwards.filter((mailbox) => outsideOf(mailbox, places).length > 0);
  const unkept = forwards.filter(({ forwarding }) => forwarding?.keepsCopy !== true);
  const unknown = moving.filter(({ forwarding }) => forwarding === null).map(({ address }) => address);
  const many = forwards.filter((mailbox) => addressesOf(mailbox).length > ADDRESSES_MAX);
  return settled(
    { id: 'C13.forwarding', title: 'Forwarding goes on after the move' },
    [
      circlesOf(forwards, organisation, places),
      findingOf(
        outside.map((mailbox) => `${mailbox.address} forwards outside: ${outsideOf(mailbox, places).join(', ')}`),
        {
          weight: 'warn',
          cause: `${formatCount(outside.length, 'mailbox forwards', 'mailboxes forward')} mail out of the organisation; many targets forbid that until somebody allows it.`,
          remedy: 'Let somebody who may decide it confirm each address outside, and allow those at the target.',
        },
      ),
      findingOf(unkept.map(keptLine), {
        weight: 'warn',
        cause: `${formatCount(unkept.length, 'mailbox keeps', 'mailboxes keep')} no copy of what is forwarded, as far as is known: that mail is not in it and cannot move.`,
        remedy: 'Have a copy kept until the move is over, or look for that mail where it is forwarded to.',
      }),
      findingOf(
        many.map((mailbox) => `${mailbox.address} forwards to ${addressesOf(mailbox).length} addresses`),
        {
          weight: 'warn',
          cause: `${formatCount(many.length, 'mailbox forwards', 'mailboxes forward')} to more than ${ADDRESSES_MAX} addresses: Rackspace allows no more, and a target forwards to one.`,
          remedy: 'Make a distribution group of these addresses and forward to that.',
        },
      ),
      findingOf(
        forwards.map((mailbox) => `${mailbox.address} forwards to ${addressesOf(mailbox).join(', ')}`),
        {
          weight: 'warn',
          cause: `The forwarding of ${formatCount(forwards.length, 'mailbox', 'mailboxes')} does not move.`,
          remedy: 'Set the forwarding at the target when the mail goes there.',
          owner: 'target-admin',
        },
      ),
      untold(unknown, moving, 'whether their mail is forwarded', 'settings'),
    ],
    [],
    [`${formatCount(moving.length, 'mailbox', 'mailboxes')}, none of which forwards`],
  );
}

/** Those that a mailbox of the domain is in; circles of lists alone are no forwarding. */
function circlesOf(forwards: readonly KnownMailbox[], organisation: KnownOrganisation, places: Places): Finding | null {
  const own = new Set(forwards.map(({ address }) => places.plain(address)));
  const loops = loopsIn(passesOf(organisation, places)).filter((loop) => loop.some((one) => own.has(one)));
  return findingOf(loops.map(loopText), {
    weight: 'block',
    cause: `${formatCount(loops.length, 'circle', 'circles')} of forwarding: mail comes back to where it was, and is sent back or lost.`,
    remedy: 'End the forwarding of one mailbox in each circle.',
  });
}

function keptLine({ address, forwarding }: KnownMailbox): string {
  return forwarding?.keepsCopy === false
    ? `${address} keeps no copy of what is forwarded`
    : `${address}: nobody told whether a copy is kept of what is forwarded`;
}

function addressesOf({ forwarding }: KnownMailbox): readonly string[] {
  return (forwarding?.addresses ?? []).filter((address) => address !== '');
}

function outsideOf(mailbox: KnownMailbox, { isInside }: Places): readonly string[] {
  return addressesOf(mailbox).filter((address) => !isInside(address));
}

/** Of mailboxes and lists together: a mailbox may forward to a list that it is in. */
function passesOf({ mailboxes, lists }: KnownOrganisation, { plain }: Places): Passes {
  const passes = new Map<string, readonly string[]>();
  const add = (from: string, to: readonly string[]): void => {
    passes.set(plain(from), [...(passes.get(plain(from)) ?? []), ...to.map(plain)]);
  };
  for (const mailbox of mailboxes) add(mailbox.address, addressesOf(mailbox));
  for (const { address, members } of lists) add(address, members ?? []);
  return passes;
}
