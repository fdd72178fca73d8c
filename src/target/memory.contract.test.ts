import { MemoryTargetMailbox, memoryTarget } from './memory.ts';
import { type TargetHarness, targetContract } from './target.contract.ts';
import { targetKindsContract } from './target-kinds.contract.ts';

const NOTHING_WAITS = 'a mailbox in memory never waits, so there is nothing to end early';

targetContract('the mailbox in memory', openMemory, {
  'a put with an aborted signal is refused with the reason of the signal': NOTHING_WAITS,
  'a large message arrives whole, among small ones': 'a mailbox in memory takes small items only',
  'names that differ in case only are two folders exactly where the traits say so':
    'it says that it folds and keeps them apart, so that a test sees when the engine did not map them',
});

targetKindsContract('the mailbox in memory', openMemory, {
  'an item that nobody can read fails by itself, with a problem, among good ones that are written':
    'a mailbox in memory keeps bytes and reads none',
});

async function openMemory(): Promise<TargetHarness> {
  const mailbox = new MemoryTargetMailbox();
  mailbox.addFolder(['INBOX'], 'inbox');
  const refused = Buffer.from('Subject: refuse me\r\n\r\n');
  let losesNext = false;
  return {
    open: async () =>
      memoryTarget(mailbox, {
        itemBytesMax: 2_000_000,
        refuses: (bytes) => bytes.equals(refused),
        onEffect: (when, what) => {
          if (when === 'before' || what !== 'put' || !losesNext) return;
          losesNext = false;
          throw new Error('the line was cut');
        },
      }),
    count: async (folder) => mailbox.items(folder.path).size,
    isSameContent: async (written, back) => written.equals(back),
    refused,
    loseNextAnswer: async () => {
      losesNext = true;
    },
    close: async () => undefined,
  };
}
