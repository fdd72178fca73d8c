/**
 * A settings file for iPhone, iPad and Mac: an account of the kind Exchange ActiveSync without a password, which the device
 * asks for (Apple, Configuration Profile Reference: com.apple.eas.account).
 */
import { hash } from 'node:crypto';

export interface AppleAccount {
  /** Of the mailbox: a file that is loaded again takes the place of the first one, and makes no second account. */
  readonly id: string;
  readonly address: string;
  readonly host: string;
}

/** XML. What it holds is escaped; control characters, which XML cannot hold, are left out. */
export function appleProfile({ id, address, host }: AppleAccount): string {
  const outer = stableUuid(`${id} profile`);
  const inner = stableUuid(`${id} account`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
${entries(3, { PayloadType: 'com.apple.eas.account', PayloadVersion: 1, PayloadIdentifier: `godwit.account.${inner}`, PayloadUUID: inner, PayloadDisplayName: address, EmailAddress: address, UserName: address, Host: host, SSL: true })}
		</dict>
	</array>
${entries(1, { PayloadType: 'Configuration', PayloadVersion: 1, PayloadIdentifier: `godwit.profile.${outer}`, PayloadUUID: outer, PayloadDisplayName: `Mailbox ${address}`, PayloadDescription: 'Sets up your new mailbox. It holds no password: the device asks for it.', PayloadRemovalDisallowed: false })}
</dict>
</plist>
`;
}

function entries(depth: number, values: Readonly<Record<string, string | number | boolean>>): string {
  const indent = '\t'.repeat(depth);
  return Object.entries(values)
    .map(([key, value]) => `${indent}<key>${key}</key>\n${indent}${element(value)}`)
    .join('\n');
}

function element(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>';
  return typeof value === 'number' ? `<integer>${value}</integer>` : `<string>${escaped(value)}</string>`;
}

function escaped(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** The same for the same text, in the form of version 8 (RFC 9562 §5.8). */
function stableUuid(text: string): string {
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`.toUpperCase();
}
