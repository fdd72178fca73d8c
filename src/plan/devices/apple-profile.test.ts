import { expect, test } from 'vitest';
import { appleProfile } from './apple-profile.ts';

const ACCOUNT = { id: 'one', address: 'ann@example.com', host: 'exchange.example.com' };

test('is the same each time, another one for another mailbox, and holds no password', () => {
  const profile = appleProfile(ACCOUNT);
  expect(appleProfile({ ...ACCOUNT })).toBe(profile);
  const ids = [...profile.matchAll(/<string>([0-9A-F-]{36})<\/string>/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}$/);
    expect(appleProfile({ ...ACCOUNT, id: 'two' })).not.toContain(id);
  }
  expect(profile).not.toMatch(/<key>[^<]*password[^<]*<\/key>/i);
  expect(profile).toContain('<key>Host</key>\n\t\t\t<string>exchange.example.com</string>');
});

test('takes nothing out of an address', () => {
  const profile = appleProfile({ ...ACCOUNT, address: 'a<key>Host</key>&\u0000b@example.com' });
  expect(profile).toContain('<string>a&lt;key&gt;Host&lt;/key&gt;&amp;b@example.com</string>');
  expect(profile.match(/<key>Host<\/key>/g)).toHaveLength(1);
});
