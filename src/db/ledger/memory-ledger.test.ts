import { ledgerContract } from './ledger.contract.ts';
import { memoryLedgers } from './memory-ledger.ts';

const ledgers = memoryLedgers();

ledgerContract('memory', {
  open: async (mailbox) => ledgers.open(mailbox),
  lose: async (held) => ledgers.lose(held),
});
