/** How long an HTTP server asks to wait. */

/** `Retry-After` in milliseconds (RFC 9110 §10.2.3): seconds or a date; null when there is none or it is neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^-?\d+$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - now;
}
