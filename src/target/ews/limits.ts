/** What an Exchange mailbox takes. */
import { assert } from '../../base/assert.ts';

/** `maxAllowedContentLength` and `maxReceivedMessageSize` of the EWS web application as Microsoft delivers it. */
export const REQUEST_BYTES_MAX = 64 * 1024 * 1024;
/** The envelope and properties around one message, generously. */
const AROUND_BYTES_MAX = 256 * 1024;
/** The largest message for a request of that many bytes: base64 makes four bytes of three. */
export function itemBytesMax(requestBytesMax: number): number {
  assert(requestBytesMax > AROUND_BYTES_MAX, 'a request has room for its envelope');
  return Math.floor((requestBytesMax - AROUND_BYTES_MAX) / 4) * 3;
}
