/** Setting extended properties, of which some change what the item has as fields of its own. */
import { ItemRefusal } from './errors.ts';
import { type PropertyKey, type PropertyValue, readTime, TAG } from './extended-property.ts';
import type { ItemState } from './item.ts';
import { IMPORTANCES, SENSITIVITIES } from './known-properties.ts';

const READ = 1;
const UNSENT = 8;

/** The state with the property set, before the first save. */
export function setKnownProperty(state: ItemState, key: PropertyKey, property: PropertyValue): ItemState {
  const value = typeof property.value === 'string' ? property.value : '';
  switch (key) {
    case TAG.messageFlags: {
      const flags = Number(value);
      return { ...state, isRead: (flags & READ) !== 0, isDraft: (flags & UNSENT) !== 0 };
    }
    case TAG.deliveryTime:
      return { ...state, received: readTime(value) };
    case TAG.submitTime:
      return { ...state, sent: readTime(value) };
    case TAG.flagStatus:
      return { ...state, flag: { status: flagOf(value), start: null, due: null, complete: null } };
    case TAG.importance:
      return { ...state, importance: IMPORTANCES[Number(value)] ?? state.importance };
    case TAG.sensitivity:
      return { ...state, sensitivity: SENSITIVITIES[Number(value)] ?? state.sensitivity };
    case TAG.readReceiptRequested:
      return { ...state, readReceipt: value === 'true' };
    case TAG.deliveryReportRequested:
      return { ...state, deliveryReceipt: value === 'true' };
    case TAG.messageClass:
      return { ...state, itemClass: value };
    case TAG.subject:
      return { ...state, overrides: { ...state.overrides, subject: value } };
    case TAG.internetMessageId:
      return { ...state, overrides: { ...state.overrides, messageId: value } };
    case TAG.messageSize:
    case TAG.searchKey:
      throw new ItemRefusal('ErrorInvalidPropertySet', 'The property is computed by the store.');
    default:
      return { ...state, extended: { ...state.extended, [key]: property } };
  }
}

function flagOf(value: string): 'NotFlagged' | 'Flagged' | 'Complete' {
  return value === '2' ? 'Flagged' : value === '1' ? 'Complete' : 'NotFlagged';
}
