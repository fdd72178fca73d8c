import { openGraphRig } from '../../test/graph/target-rig.ts';
import { compareFingerprints } from '../content/compare-fingerprints.ts';
import { meansTheSame } from '../content/difference.ts';
import { fingerprint } from '../content/fingerprint.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';

targetContract('a mailbox of Exchange Online through Microsoft Graph', openGraph, {
  'a write whose answer was lost is found again, and what was never written is not':
    'the put itself looks a lost write up and ends well; see graph.test.ts',
  'a message that the server refuses fails by itself, with a problem, among good ones that are written':
    'no message of the source makes an item that the service refuses; see graph.test.ts for one that is too large',
});

async function openGraph(): Promise<TargetHarness> {
  // One case sends more than the service takes in five minutes, and none is about that.
  const rig = await openGraphRig({ uploadBytesMax: null });
  return {
    open: () => rig.open(),
    count: async (folder) => rig.count(folder),
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
