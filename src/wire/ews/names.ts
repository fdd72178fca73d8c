/** The words of Exchange Web Services that every operation uses. */

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages';
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types';

/** `Id` names the item until it is moved; `ChangeKey` names one state of it. */
export interface ItemId {
  readonly id: string;
  readonly changeKey: string | null;
}

export type DistinguishedFolder =
  | 'msgfolderroot'
  | 'inbox'
  | 'sentitems'
  | 'drafts'
  | 'deleteditems'
  | 'junkemail'
  | 'outbox';

export type FolderRef =
  | { readonly is: 'id'; readonly id: string }
  | { readonly is: 'distinguished'; readonly name: DistinguishedFolder };

/** A MAPI property by its tag, or a named one by its set and name. */
export type ExtendedField =
  | { readonly is: 'tag'; readonly tag: number; readonly type: 'Integer' | 'SystemTime' | 'String' }
  | { readonly is: 'named'; readonly set: string; readonly name: string; readonly type: 'String' };

/** A property of the schema ("item:Size"), or an extended one. */
export type Field = string | ExtendedField;

/** https://learn.microsoft.com/exchange/client-developer/web-service-reference/maxchangesreturned */
export const SYNC_CHANGES_MAX = 512;
