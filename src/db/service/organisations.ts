/** The table of organisations. */

import type { Added } from '../../model/added.ts';
import type { Organisation, OrganisationId, OrganisationSort } from '../../model/organisation.ts';
import type { Page, PageAsk } from '../../model/page.ts';
import type { Db } from '../db.ts';
import { type Listing, pageOf } from './listing.ts';

const COLUMNS = 'id, name, created_at_ms as "createdAt"';

export function listOrganisations(
  tx: Db,
  { only, text }: { readonly only: OrganisationId | null; readonly text: string | null },
  ask: PageAsk<OrganisationSort>,
): Promise<Page<Organisation>> {
  return pageOf({ run: (statement, ...values) => tx.query({ ...statement, values }) }, LISTING, [only, text], ask);
}

const LISTING: Listing<OrganisationSort> = {
  name: 'organisations',
  columns: COLUMNS,
  table: 'organisations',
  where: '($1::uuid is null or id = $1) and ($2::text is null or strpos(lower(name), lower($2)) > 0)',
  valuesCount: 2,
  sorts: { name: { column: 'name', type: 'text' }, createdAt: { column: 'created_at_ms', type: 'bigint' } },
  id: { column: 'id', type: 'uuid' },
  isCounted: true,
};

export async function findOrganisation(tx: Db, id: OrganisationId): Promise<Organisation | null> {
  const text = `select ${COLUMNS} from organisations where id = $1`;
  const [row] = await tx.query<Organisation>({ name: 'organisation', text, values: [id] });
  return row ?? null;
}

export async function addOrganisation(tx: Db, { id, name, createdAt }: Organisation): Promise<Added> {
  const rows = await tx.query({ name: 'add-organisation', text: ADD, values: [id, name, createdAt] });
  return rows.length === 1 ? 'added' : 'taken';
}

const ADD = `
  insert into organisations (id, name, created_at_ms)
  values ($1, $2, $3)
  on conflict (name) do nothing
  returning id`;
