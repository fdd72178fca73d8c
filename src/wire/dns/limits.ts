/** Every bound of the domain name system client, with its unit and its reason. */

/** What a UDP answer may have, as asked for by EDNS: fits one packet on every path (DNS flag day 2020). */
export const UDP_BYTES_MAX = 1232;
/** One try at one server. Resolvers that have to ask far away answer within two seconds. */
export const TRY_MS = 3000;
/** Each server is asked so often before the question is given up. */
export const TRIES_MAX = 2;
/** Servers of this machine that are asked, in their order. */
export const SERVERS_MAX = 3;
/** Aliases that are followed. Resolvers give up at about this many, too. */
export const ALIASES_MAX = 10;
/** Records kept of one answer. A message over TCP has room for thousands; nobody who means well needs them. */
export const RECORDS_MAX = 200;
/** Pointers inside one name (RFC 1035 §4.1.4): more than a name has labels is a loop. */
export const POINTERS_MAX = 127;
/** RFC 1035 §2.3.4. */
export const LABEL_BYTES_MAX = 63;
export const NAME_BYTES_MAX = 255;
