/** What holds of every mailbox of Exchange, by whatever protocol it is written to. */
import { FOLDER_DEPTH_MAX } from '../../base/limits.ts';
import { categoryOf } from '../../content/keywords.ts';
import type { TargetTraits } from '../../model/target.ts';
import { FOLDER_NAME_FORBIDS, FOLDER_NAME_MAX, FOLDER_NAMES_RESERVED } from './folder-names.ts';

/** Takes what differs: the kinds, the largest item, and how long a write without an answer may still happen. */
export function exchangeTraits(own: Pick<TargetTraits, 'kinds' | 'itemBytesMax' | 'doubtRestMs'>): TargetTraits {
  return {
    ...own,
    folderNameMax: FOLDER_NAME_MAX,
    folderNameForbids: FOLDER_NAME_FORBIDS,
    folderNamesFold: true,
    folderNamesReserved: FOLDER_NAMES_RESERVED,
    folderDepthMax: FOLDER_DEPTH_MAX,
    marks: 'inside',
    keepsKeyword: (keyword) => categoryOf(keyword) !== null,
  };
}
