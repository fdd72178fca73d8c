/** Customers with contacts, a mail server, and a program that sends what is due when a test says so. */
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/model/arrangement.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import type { MailSettings } from '../../src/model/mail-settings.ts';
import type { PersonId } from '../../src/model/organisation.ts';
import type { Tenant } from '../../src/model/store.ts';
import { type SendDeps, sendDue } from '../../src/notices/send-due.ts';
import { fakeClock } from '../fake-clock.ts';
import { addCustomer, type Customer, type TestStore } from './store.ts';

export const OPERATOR = 'operator@godwit.example';
export const CONTACT = 'ada@outside.example';
const never = new AbortController().signal;

export function mailSettings(port: number, more: Partial<MailSettings> = {}): MailSettings {
  return {
    smtp: { host: '127.0.0.1', port, security: 'none', user: null },
    from: { name: 'Godwit', address: 'ticket@move.example.com' },
    replyTo: null,
    plusAddress: true,
    imap: null,
    ...more,
  };
}

/** An organisation with one contact, an operator of the house, and no mail server yet. */
export async function noticesWorld(store: TestStore, name: string) {
  const clock = fakeClock();
  const deps: SendDeps = {
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    worker: 'first',
    addressesOf: async () => ['127.0.0.1'],
    authorities: [],
    isInsecureLoopbackAllowed: true,
  };
  const customer = await addCustomer(store, name);
  const operator = await operatorOf(store);
  const arrangement = { ...DEFAULT_ARRANGEMENT, contacts: [CONTACT] };
  const inTenant = <T>(run: (tenant: Tenant) => Promise<T>) => store.inTenant(customer.organisation, run);
  await inTenant((tenant) => tenant.setArrangement(customer.project, arrangement));
  return {
    ...customer,
    operator,
    clock,
    deps,
    arrangement,
    inTenant,
    set: (settings: MailSettings | null, password: string | null = null) =>
      store.inHouse(async (house) => {
        await house.setMailSettings(settings, clock.now());
        await house.setMailSecret('smtp', password === null ? null : new Secret(password));
      }),
    send: (more: Partial<SendDeps> = {}) => sendDue({ ...deps, ...more }, never),
    /** The oldest first. */
    deliveries: async (): Promise<readonly Delivery[]> => {
      const all = { project: null, mailbox: null, webhook: null, states: [] };
      const ask = { by: 'madeAt', isDescending: false, after: null, limit: 100 } as const;
      return (await inTenant((tenant) => tenant.deliveries(all, ask))).items;
    },
  };
}

export type NoticesWorld = Customer & Awaited<ReturnType<typeof noticesWorld>>;

/** The worlds of one store have one house. */
async function operatorOf(store: TestStore): Promise<PersonId> {
  return store.inHouse(async (house) => {
    const known = await house.account(OPERATOR);
    if (known !== null) return known.person.id;
    const id = systemRandom.id() as PersonId; // a fresh id is what a PersonId is
    await house.addPerson({ id, name: 'Otto', address: OPERATOR, role: 'operator', organisation: null }, null);
    return id;
  });
}
