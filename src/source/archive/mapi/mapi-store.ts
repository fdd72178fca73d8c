/** A store of Outlook: folders with items, read synchronously. */
import type { FolderPath } from '../../../model/folder.ts';
import type { MapiItem } from './mapi-object.ts';

export interface StoreFolder {
  /** Below the folder above all; that itself is []. */
  readonly path: FolderPath;
  /** `IPF.Note`, `IPF.Appointment` …; '' for mail, mostly. */
  readonly containerClass: string;
  /** Of its items. */
  readonly nodes: readonly number[];
  /** Why its items cannot be listed; null when they can. */
  readonly trouble: string | null;
}

/** Everything throws for a store that is broken there. */
export interface MapiStore {
  folders(): readonly StoreFolder[];
  item(node: number): MapiItem;
}
