/** The marker that travels inside every written item. */
import { hash } from 'node:crypto';
import { folderKey } from '../model/folder.ts';
import type { Marker } from '../model/item.ts';
import type { MarkerOf } from '../model/ledger.ts';

/** 144 bits: no two items of any migration ever share one, and it fits wherever a short text does. */
const MARKER_BYTES = 18;

/**
 * Takes the source's name and gives the markers of its items. A marker depends on nothing but where the item lies in the
 * source, so that even a run that lost its ledger knows its own items in the target.
 */
export function markersOf(sourceName: string): MarkerOf {
  return (folder, ref) => {
    const digest = hash('sha256', JSON.stringify([sourceName, folderKey(folder), ref]), 'buffer');
    return digest.subarray(0, MARKER_BYTES).toString('base64url') as Marker; // a marker is what this function makes
  };
}
