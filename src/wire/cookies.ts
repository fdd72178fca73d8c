/** Cookies of one conversation with one server (RFC 6265 §5.3, without domains and paths: there is one address only). */

const COOKIES_MAX = 50;
/** RFC 6265 §6.1: what a client has to be able to keep. */
const COOKIE_CHARS_MAX = 4096;
/** Name and value as they may be sent back; nothing that could begin another header. */
const PAIR = /^[\x21-\x3a\x3c\x3e-\x7e]+=[\x20-\x3a\x3c-\x7e]*$/;

export class CookieJar {
  readonly #values = new Map<string, string>();

  /** Keeps what `Set-Cookie` headers say; forgets what they say has ended. Oldest cookies make room for new ones. */
  take(setCookie: readonly string[]): void {
    for (const line of setCookie) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      if (pair.length > COOKIE_CHARS_MAX || !PAIR.test(pair)) continue;
      const name = pair.slice(0, pair.indexOf('='));
      this.#values.delete(name);
      if (attributes.some(endsCookie)) continue;
      this.#values.set(name, pair.slice(pair.indexOf('=') + 1));
      const [oldest] = this.#values.keys();
      if (this.#values.size > COOKIES_MAX && oldest !== undefined) this.#values.delete(oldest);
    }
  }

  /** The `Cookie` header, or null when there is nothing to send. */
  header(): string | null {
    if (this.#values.size === 0) return null;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** Exchange ends a cookie with a date long past. A run is too short for other dates to matter. */
function endsCookie(attribute: string): boolean {
  return /^max-age=\s*(0|-\d+)\s*$/i.test(attribute) || /^expires=.*\b(19\d\d|200\d)\b/i.test(attribute);
}
