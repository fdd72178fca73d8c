/** What the real DAV servers of the tests have in common. */

export interface RunningDavServer {
  readonly name: 'radicale' | 'xandikos';
  /** Where discovery begins. */
  readonly url: URL;
  /** The authority behind its certificate; empty for a server that speaks no TLS. */
  readonly ca: readonly string[];
  /** Characters that it does not take in the name of a collection. */
  readonly forbiddenInNames: string;
  readonly trimsNames: boolean;
  /** A fresh account without any collection. */
  account(): Promise<DavServerAccount>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface DavServerAccount {
  readonly user: string;
  readonly password: string;
  /** Collections of this service are made below it. */
  home(service: 'caldav' | 'carddav'): URL;
}
