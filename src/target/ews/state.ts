/** The properties that Godwit writes through Exchange Web Services, and a message's state read from them. */
import type { EwsItem } from '../../wire/ews/items.ts';
import type { ExtendedField, Field } from '../../wire/ews/names.ts';
import { GODWIT_SET, versionOf } from '../exchange/message-state.ts';

export const own = (name: string): ExtendedField => ({ is: 'named', set: GODWIT_SET, name, type: 'String' });
/** On an item: answers whether its write happened. */
export const MARKER = own('GodwitMarker');
/** On a folder: its path in the source, so that it is known again after a rename. */
export const SOURCE_PATH = own('GodwitSourcePath');
/** On an item whose categories are not spelled as its keywords were: which category stands for which keyword. */
export const KEYWORDS = own('GodwitKeywords');

/** PidTagMessageFlags: 1 read, 8 unsent. Can be set before the first save only. */
export const MESSAGE_FLAGS: ExtendedField = { is: 'tag', tag: 0x0e07, type: 'Integer' };
/** PidTagMessageDeliveryTime. */
export const DELIVERY_TIME: ExtendedField = { is: 'tag', tag: 0x0e06, type: 'SystemTime' };
/** PidTagClientSubmitTime. */
export const SUBMIT_TIME: ExtendedField = { is: 'tag', tag: 0x0039, type: 'SystemTime' };
/** PidTagLastVerbExecuted and PidTagIconIndex: Outlook shows the arrow by the second and its date by the first. */
export const LAST_VERB: ExtendedField = { is: 'tag', tag: 0x1081, type: 'Integer' };
export const ICON: ExtendedField = { is: 'tag', tag: 0x1080, type: 'Integer' };

/** What has to be asked for so that `foundVersion` can answer. */
export const STATE_FIELDS: readonly Field[] = [
  'item:Categories',
  'item:IsDraft',
  'item:Flag',
  'message:IsRead',
  MESSAGE_FLAGS,
  LAST_VERB,
  ICON,
  KEYWORDS,
];

/** The version of a found item. */
export function foundVersion(item: EwsItem): string {
  return versionOf({
    isRead: item.isRead,
    isDraft: item.isDraft,
    isFlagged: item.flagStatus === 'Flagged',
    messageFlags: item.extended(MESSAGE_FLAGS),
    verb: item.extended(LAST_VERB),
    icon: item.extended(ICON),
    keywordNames: item.extended(KEYWORDS),
    categories: item.categories,
  });
}
