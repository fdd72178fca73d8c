/** The two levels on which EWS says no: the whole request (a SOAP fault) and one item of it (a response message). */

/** Ends the request with HTTP 500 and a fault. */
export class RequestFault extends Error {
  readonly code: string;
  /** `t:Value` entries of the detail's MessageXml. */
  readonly values: Readonly<Record<string, string>>;
  /** For a schema violation: where, and what. */
  readonly violation: { readonly line: number; readonly column: number; readonly text: string } | null;

  constructor(
    code: string,
    text: string,
    more: { readonly values?: Readonly<Record<string, string>>; readonly violation?: RequestFault['violation'] } = {},
  ) {
    super(text);
    this.code = code;
    this.values = more.values ?? {};
    this.violation = more.violation ?? null;
  }
}

/** One item's or folder's own failure; the others of the request go on. */
export class ItemRefusal extends Error {
  readonly code: string;
  /** `t:Value` entries of the response message's MessageXml. */
  readonly values: Readonly<Record<string, string>>;

  constructor(code: string, text: string, values: Readonly<Record<string, string>> = {}) {
    super(text);
    this.code = code;
    this.values = values;
  }
}

/** How the store says no when it is full: a general error with the true reason inside, as Exchange does. */
export function innerRefusal(code: string, text: string): ItemRefusal {
  return new ItemRefusal('ErrorInternalServerError', 'An internal server error occurred. The operation failed.', {
    InnerErrorMessageText: text,
    InnerErrorResponseCode: code,
    InnerErrorDescriptiveLinkKey: '0',
  });
}
