import { openTargetRig } from '../../test/exchange/target-rig.ts';
import { compareFingerprints } from '../content/compare-fingerprints.ts';
import { meansTheSame } from '../content/difference.ts';
import { fingerprint } from '../content/fingerprint.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';
import { targetKindsContract } from './target-kinds.contract.ts';

targetContract('an Exchange mailbox through EWS', openExchange, {
  'a write whose answer was lost is found again, and what was never written is not':
    'the put itself looks a lost write up and ends well; see ews-put.test.ts',
  'a message that the server refuses fails by itself, with a problem, among good ones that are written':
    'a refused message is written as an attachment of a plain one; see ews-put.test.ts for one that is refused so too',
});

targetKindsContract('an Exchange mailbox through EWS', openExchange);

async function openExchange(): Promise<TargetHarness> {
  const rig = await openTargetRig();
  return {
    open: () => rig.open(),
    count: async (folder) => rig.itemsIn(folder).length,
    isSameContent: async (written, back) => {
      const [before, after] = [
        await fingerprint({ is: 'held', bytes: written }),
        await fingerprint({ is: 'held', bytes: back }),
      ];
      return meansTheSame(compareFingerprints(before, after));
    },
    refused: null,
    loseNextAnswer: null,
    close: () => rig.close(),
  };
}
