import type { SampleMessage } from '../../test/contract/samples.ts';
import type { FolderPath } from '../model/folder.ts';
import { folderKey } from '../model/folder.ts';
import type { SourceRef } from '../model/item.ts';
import { MemoryMailbox, memorySource } from './memory.ts';
import { type SourceHarness, sourceContract } from './source.contract.ts';

sourceContract('the mailbox in memory', openMemory, {
  'what is asked with an aborted signal is refused with the reason of the signal':
    'a mailbox in memory never waits, so there is nothing to end early',
});

async function openMemory(): Promise<SourceHarness> {
  const mailbox = new MemoryMailbox();
  mailbox.addFolder(['INBOX'], 'inbox');
  const refOf = (path: FolderPath, message: SampleMessage): SourceRef => {
    const folder = mailbox.folder(path);
    const stored = [...folder.messages.values()].find((one) => one.receivedAt === message.receivedAt);
    return `${folder.validity}:${stored?.uid}` as SourceRef; // how the memory mailbox names its messages
  };
  const has = (path: FolderPath): boolean => mailbox.folders().some((one) => folderKey(one.path) === folderKey(path));
  return {
    forbiddenInNames: '',
    open: async () => memorySource(mailbox),
    addFolder: async (path) => {
      for (let depth = 1; depth < path.length; depth++) {
        if (!has(path.slice(0, depth))) mailbox.addFolder(path.slice(0, depth), 'plain', false);
      }
      mailbox.addFolder(path);
    },
    add: async (path, messages) => {
      for (const message of messages) mailbox.add(path, message);
    },
    flag: async (path, message, flags) => mailbox.flag(path, refOf(path, message), flags),
    remove: async (path, message) => mailbox.remove(path, refOf(path, message)),
    renumber: async (path) => mailbox.renumber(path),
    snapshot: async () => mailbox.snapshot(),
    close: async () => undefined,
  };
}
