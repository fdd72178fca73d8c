/** Names of the domain name system as text and as bytes (RFC 1035 §3.1). */
import { DnsError } from './errors.ts';
import { LABEL_BYTES_MAX, NAME_BYTES_MAX } from './limits.ts';

/** Throws `DnsError` (malformed) for a text that is no name: an empty or too long part, or too long as a whole. */
export function writeName(name: string): Buffer {
  const labels = name.replace(/\.$/, '').split('.');
  const parts: Buffer[] = [];
  for (const label of name === '' || name === '.' ? [] : labels) {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length === 0 || bytes.length > LABEL_BYTES_MAX || /[^\x21-\x7e]/.test(label)) {
      throw new DnsError('malformed', `${JSON.stringify(label.slice(0, LABEL_BYTES_MAX))} cannot stand in a name`);
    }
    parts.push(Buffer.from([bytes.length]), bytes);
  }
  const whole = Buffer.concat([...parts, Buffer.from([0])]);
  if (whole.length > NAME_BYTES_MAX) throw new DnsError('malformed', 'the name is too long');
  return whole;
}

/** A label as text, in lower case: what is no plain character is written as its number (RFC 1035 §5.1), so that no byte forges another name. */
export function labelText(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`);
}
