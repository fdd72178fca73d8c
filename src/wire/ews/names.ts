/** The words of Exchange Web Services that every operation uses. */

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';

/** `Id` names the item until it is moved; `ChangeKey` names one state of it. */
export interface ItemId {
  readonly id: string;
  readonly changeKey: string | null;
}

/** One occurrence of a series. `index` counts from 1 the occurrences of the pattern, deleted ones included. */
export interface OccurrenceRef {
  readonly masterId: string;
  readonly index: number;
}
export type ItemRef = ItemId | OccurrenceRef;

/** The elements that items of each kind have. */
export type ItemElement = 'CalendarItem' | 'Contact' | 'DistributionList' | 'Item' | 'Message' | 'Task';

export type DistinguishedFolder =
  | 'root'
  | 'msgfolderroot'
  | 'inbox'
  | 'sentitems'
  | 'drafts'
  | 'deleteditems'
  | 'junkemail'
  | 'outbox'
  | 'calendar'
  | 'contacts'
  | 'tasks'
  | 'notes';

export type FolderRef =
  | { readonly is: 'id'; readonly id: string }
  | { readonly is: 'distinguished'; readonly name: DistinguishedFolder };

export type PropertyType = 'Binary' | 'Boolean' | 'Integer' | 'Long' | 'String' | 'SystemTime';
/** A MAPI property by its tag, or a named one by its set and either its name or its number. */
export type ExtendedField =
  | { readonly is: 'tag'; readonly tag: number; readonly type: PropertyType }
  | { readonly is: 'named'; readonly set: string; readonly name: string; readonly type: PropertyType }
  | { readonly is: 'numbered'; readonly set: string; readonly id: number; readonly type: PropertyType };

/** A property of the schema ("item:Size"), or an extended one. */
export type Field = string | ExtendedField;

/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/maxchangesreturned */
export const SYNC_CHANGES_MAX = 512;
