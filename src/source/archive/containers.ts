/** Zip, tar and gzip files as folders. */
import { ArchiveError } from './archive-error.ts';
import type { ContainerName } from './sniff.ts';
import type { ArchiveFile, ArchiveFolder } from './tree.ts';

export class Containers {
  open(_file: ArchiveFile, container: ContainerName, _signal: AbortSignal): Promise<ArchiveFolder> {
    return Promise.reject(new ArchiveError(`${container} not yet`));
  }
  async close(): Promise<void> {}
}
