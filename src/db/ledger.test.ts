import { freshDatabase } from '../../test/setup/database.ts';
import { postgresWorld } from './ledger.contract.postgres.ts';
import { ledgerContract } from './ledger.contract.ts';

ledgerContract('PostgreSQL', postgresWorld(await freshDatabase()));
