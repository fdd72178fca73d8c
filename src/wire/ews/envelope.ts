/** The SOAP envelope around every operation. */
import { escapeXml } from '../xml-text.ts';
import { MESSAGES, SOAP, TYPES } from './names.ts';

/** Understood by Exchange 2013 SP1 up to Subscription Edition and Exchange Online. */
const VERSION = 'Exchange2013_SP1';

/** What stands before the operation. `impersonate` is the primary SMTP address to act for, or null. */
export function envelopeStart(impersonate: string | null): string {
  const acting =
    impersonate === null
      ? ''
      : `<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>${escapeXml(impersonate)}</t:PrimarySmtpAddress>` +
        '</t:ConnectingSID></t:ExchangeImpersonation>';
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<soap:Envelope xmlns:soap="${SOAP}" xmlns:m="${MESSAGES}" xmlns:t="${TYPES}"><soap:Header>` +
    `<t:RequestServerVersion Version="${VERSION}"/>${acting}` +
    '<t:TimeZoneContext><t:TimeZoneDefinition Id="UTC"/></t:TimeZoneContext></soap:Header><soap:Body>'
  );
}

export const ENVELOPE_END = '</soap:Body></soap:Envelope>';
