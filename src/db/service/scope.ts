/**
 * The one place where rows of one organisation are kept from another: every statement about what belongs to an organisation
 * is run here, and its first value is always the organisation.
 */
import type { OrganisationId } from '../../model/organisation.ts';
import type { Db } from '../db.ts';

/** A statement whose first value is an organisation, and which finds and makes rows of that one alone. */
export interface TenantStatement {
  readonly name: string;
  readonly text: string;
}

/** The rows that belong to no organisation but to the house: the first value of its statements is always null. */
export interface HouseScope {
  run<Row>(statement: TenantStatement, ...values: readonly unknown[]): Promise<readonly Row[]>;
}

export function houseScopeOf(tx: Db): HouseScope {
  return { run: (statement, ...values) => tx.query({ ...statement, values: [null, ...values] }) };
}

export interface Scope {
  readonly organisation: OrganisationId;
  run<Row>(statement: TenantStatement, ...values: readonly unknown[]): Promise<readonly Row[]>;
}

export function scopeOf(tx: Db, organisation: OrganisationId): Scope {
  return {
    organisation,
    run: (statement, ...values) => tx.query({ ...statement, values: [organisation, ...values] }),
  };
}
