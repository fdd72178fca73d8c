/** The table of organisations. */

import type { Added } from '../../model/added.ts';
import type { Organisation, OrganisationId } from '../../model/organisation.ts';
import type { Db } from '../db.ts';

const COLUMNS = 'id, name, created_at_ms as "createdAt"';

export function listOrganisations(tx: Db): Promise<readonly Organisation[]> {
  return tx.query({ name: 'organisations', text: `select ${COLUMNS} from organisations order by name`, values: [] });
}

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
