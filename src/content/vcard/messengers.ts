/** Instant messaging in cards: URIs (IMPP, RFC 4770), and the properties that programs had before there were any. */

/** Properties that name a service, and the scheme of its URIs. */
const SCHEME_OF_PROPERTY: ReadonlyMap<string, string> = new Map([
  ['X-AIM', 'aim'],
  ['X-ICQ', 'icq'],
  ['X-JABBER', 'xmpp'],
  ['X-XMPP', 'xmpp'],
  ['X-MSN', 'msnim'],
  ['X-MSN-ADDRESS', 'msnim'],
  ['X-YAHOO', 'ymsgr'],
  ['X-YAHOO-ID', 'ymsgr'],
  ['X-SKYPE', 'skype'],
  ['X-SKYPE-USERNAME', 'skype'],
  ['X-SKYPE-ID', 'skype'],
  ['X-GADUGADU', 'gg'],
  ['X-GROUPWISE', 'groupwise'],
  ['X-QQ', 'qq'],
  ['X-GOOGLE-TALK', 'gtalk'],
  ['X-GOOGLETALK', 'gtalk'],
  ['X-GTALK', 'gtalk'],
  ['X-MATRIX', 'matrix'],
  ['X-TELEGRAM', 'telegram'],
  ['X-WHATSAPP', 'whatsapp'],
  ['X-SIP', 'sip'],
  ['X-ICHAT', 'aim'],
  ['X-MS-IMADDRESS', 'im'],
  ['X-KADDRESSBOOK-X-IMADDRESS', 'im'],
]);
/** Names of services as values of X-SERVICE-TYPE or TYPE. */
const SCHEME_OF_SERVICE: ReadonlyMap<string, string> = new Map([
  ['jabber', 'xmpp'],
  ['googletalk', 'gtalk'],
  ['google', 'gtalk'],
  ['msn', 'msnim'],
  ['yahoo', 'ymsgr'],
  ['gadugadu', 'gg'],
  ['sip', 'sip'],
]);

export function isMessengerProperty(name: string): boolean {
  return name === 'IMPP' || SCHEME_OF_PROPERTY.has(name);
}

/** The URI, in the form `scheme:address`. `service` is what X-SERVICE-TYPE or a TYPE of X-MS-IMADDRESS says, '' without it. */
export function messengerUri(name: string, service: string, text: string): string {
  const value = text.trim();
  const known = schemeOfService(service);
  const uri = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(value);
  if (uri === null)
    return `${SCHEME_OF_PROPERTY.get(name) === 'im' || name === 'IMPP' ? known || 'im' : SCHEME_OF_PROPERTY.get(name)}:${value}`;
  const [, scheme = '', rest = ''] = uri;
  // Apple's own scheme says only that the service has none.
  if (scheme.toLowerCase() === 'x-apple') return `${known || 'im'}:${decoded(rest)}`;
  const screenName = /^goim\?screenname=([^&]+)/i.exec(rest)?.[1];
  return `${scheme.toLowerCase()}:${screenName === undefined ? rest : decoded(screenName)}`;
}

function schemeOfService(service: string): string {
  const name = service
    .trim()
    .toLowerCase()
    .replace(/^x-/, '')
    .replace(/[^a-z0-9]/g, '');
  return SCHEME_OF_SERVICE.get(name) ?? name.replace(/^[0-9]+/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A text with a percent sign that is no escape is no URI, and means itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}
