/** The tables of providers of sign-ins, of who was sent to one, and of who is who there. */
import type { Identity, Provider, ProviderBook, ProviderId, ProviderVisit } from '../../model/provider.ts';
import type { Db } from '../db.ts';
import { PERSON_COLUMNS, type PersonRow } from './people.ts';
import { providerPlace } from './sealed-tables.ts';
import type { Sealer } from './sealing.ts';

export function providerPart(tx: Db, sealer: Sealer): ProviderBook {
  const run = <Row>(name: keyof typeof TEXTS, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    tx.query({ name, text: TEXTS[name], values });
  return {
    providers: () => run<Provider>('providers'),
    addProvider: async ({ id, name, issuer, clientId, createdAt }, clientSecret) => {
      const key = await sealer.sealing();
      const sealed = key.seal(clientSecret, providerPlace(id));
      const rows = await run('add-provider', id, name, issuer, clientId, createdAt, key.id, sealed);
      return rows.length === 1 ? 'added' : 'taken';
    },
    providerWithSecret: async (id) => {
      const [row] = await run<Provider & { sealed: Buffer }>('provider', id);
      if (row === undefined) return null;
      const { sealed, ...provider } = row;
      return { provider, clientSecret: sealer.unseal(sealed, providerPlace(id)) };
    },
    removeProvider: (id) => removeProvider(tx, id),
    addProviderVisit: async (hash, { provider, person }, now, until) => {
      await run('forget-provider-visits', now);
      await run('add-provider-visit', hash, provider, person, until);
    },
    takeProviderVisit: async (hash, now) => {
      const [row] = await run<ProviderVisit & { holds: boolean }>('take-provider-visit', hash, now);
      return row?.holds === true ? { provider: row.provider, person: row.person } : null;
    },
    addIdentity: async (person, provider, subject, at) =>
      (await run('add-identity', person, provider, subject, at)).length === 1 ? 'added' : 'taken',
    identified: async (provider, subject) => (await run<PersonRow>('identified', provider, subject))[0] ?? null,
    identities: (person) => run<Identity>('identities', person),
    removeIdentity: async (person, provider) => (await run('remove-identity', person, provider)).length === 1,
  };
}

const COLUMNS = 'id, name, issuer, client_id as "clientId", created_at_ms as "createdAt"';

const TEXTS = {
  providers: `select ${COLUMNS} from providers order by name, id`,
  'add-provider': `
    insert into providers (id, name, issuer, client_id, created_at_ms, key_id, sealed)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (name) do nothing
    returning id`,
  provider: `select ${COLUMNS}, sealed from providers where id = $1`,
  'forget-provider-visits': 'delete from provider_visits where expires_at_ms <= $1',
  'add-provider-visit': `
    insert into provider_visits (visit_hash, provider_id, person_id, expires_at_ms) values ($1, $2, $3, $4)`,
  'take-provider-visit': `
    delete from provider_visits
    where visit_hash = $1
    returning provider_id as provider, person_id as person, expires_at_ms > $2 as holds`,
  'add-identity': `
    insert into identities (person_id, provider_id, subject, created_at_ms)
    values ($1, $2, $3, $4)
    on conflict do nothing
    returning person_id`,
  identified: `
    select ${PERSON_COLUMNS}
    from people
    join identities on identities.person_id = people.id
    where identities.provider_id = $1 and identities.subject = $2 and people.removed_at_ms is null`,
  identities: `
    select provider_id as provider, name, identities.created_at_ms as "createdAt"
    from identities
    join providers on providers.id = provider_id
    where person_id = $1
    order by name`,
  'remove-identity': 'delete from identities where person_id = $1 and provider_id = $2 returning person_id',
} as const;

async function removeProvider(tx: Db, id: ProviderId): Promise<Provider | null> {
  for (const [name, text] of Object.entries(GOES)) await tx.query({ name, text, values: [id] });
  const text = `delete from providers where id = $1 returning ${COLUMNS}`;
  const [row] = await tx.query<Provider>({ name: 'remove-provider', text, values: [id] });
  return row ?? null;
}

const GOES = {
  'visits-of-provider-go': 'delete from provider_visits where provider_id = $1',
  'identities-of-provider-go': 'delete from identities where provider_id = $1',
} as const;
