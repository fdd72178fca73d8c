/** Inventories that tests read from a simulated Rackspace, and an organisation with something of everything. */
import { newDomain, newMailbox, newSpam, type OrganisationState } from '../../sim/rackspace/organisation.ts';
import { type RackspaceInventoryOptions, readRackspaceInventory } from '../../src/inventory/rackspace-inventory.ts';
import type { Shelf, ShelvedMailbox } from '../../src/inventory/shelf.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { DOMAIN, type Rig } from './rig.ts';

export function memoryShelf(): Shelf & { readonly known: Map<string, ShelvedMailbox> } {
  const known = new Map<string, ShelvedMailbox>();
  return { known, find: (address) => known.get(address) ?? null, put: async (one) => void known.set(one.address, one) };
}

export async function readInventory(
  { server, clock }: Rig,
  more: Partial<RackspaceInventoryOptions> = {},
  signal = new AbortController().signal,
): Promise<Inventory> {
  const plain = {
    server,
    domains: [],
    depth: 'settings',
    shelf: memoryShelf(),
    clock,
    watch: () => undefined,
  } as const;
  return await readRackspaceInventory({ ...plain, ...more }, signal);
}

export const smallOrganisation = (): OrganisationState => ({
  domains: [
    newDomain(DOMAIN, {
      serviceType: 'both',
      rsEmailProduct: 'rse-plus',
      archivingServiceEnabled: true,
      aliases: ['www.example.com'],
      catchAll: 'bob@example.com',
      mailboxes: [
        newMailbox('bob', {
          displayName: 'Bob',
          currentUsage: 12,
          emailForwardingAddressList: ['bob@elsewhere.example'],
          enableVacationMessage: true,
          vacationMessage: 'Away, \u0007 <b>really</b>',
          contactInfo: { firstName: 'Bob', mobileNumber: '+1 555 0100', notes: ' ' },
          spam: newSpam({
            filterLevel: 'exclusive',
            spamHandling: 'toAddress',
            spamForwardingAddress: 'junk@example.com',
            blocklist: ['@%.spam.example'],
          }),
        }),
        newMailbox('anna', { lastLogin: '11/2/2026 2:07:09 PM' }),
      ],
      exchangeMailboxes: [
        {
          name: 'eve',
          displayName: 'Eve',
          size: 102_400,
          currentUsage: 2048,
          enabled: true,
          isHidden: true,
          lastLogin: '',
          emailForwardingAddress: '',
          saveForwardedEmail: false,
          contactInfo: { jobTitle: 'CFO' },
          emailAddressList: [{ address: 'e@example.com', replyTo: false }],
          spam: newSpam(),
        },
      ],
      lists: { info: ['bob@example.com'], all: ['bob@example.com', 'anna@example.com', 'x@elsewhere.example'] },
      spam: newSpam({ safelist: ['partner.example'], ipblocklist: ['203.0.113.%'] }),
    }),
    newDomain('second.example'),
  ],
});
