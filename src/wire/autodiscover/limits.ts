/** Every bound of a look at Autodiscover, with its unit and its reason. */

/** Outlook and exchangelib both give up at ten. */
export const HOPS_MAX = 10;
/** Enough of a page to see whose it is; settings that Exchange sends are smaller. */
export const PAGE_BYTES_MAX = 256 * 1024;
/** Until name, TCP and TLS have come about. */
export const CONNECT_MS = 10_000;
/** Without a byte. People who wait for Outlook have gone by then. */
export const SILENCE_MS = 10_000;
/** One answer, however busily it drips. */
export const HOP_MS = 20_000;
/** Addresses of one host that are tried. */
export const ADDRESSES_MAX = 3;
/** Names of a certificate that are kept: some web hosts put hundreds of customers into one. */
export const NAMES_MAX = 20;
/** An address longer than this is no redirect that a client follows. */
export const URL_CHARS_MAX = 2048;
