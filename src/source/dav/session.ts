/** One account of a DAV server, found and signed in to; what all parts of the source share. */
import type { BytePace } from '../../base/byte-pace.ts';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { folderLabel, type SourceFolder } from '../../model/folder.ts';
import { DavClient } from '../../wire/dav/client.ts';
import { type DavAccount, discover } from '../../wire/dav/discover.ts';
import type { DavLimits } from '../../wire/dav/limits.ts';
import type { DavService } from '../../wire/dav/names.ts';
import type { Place } from '../../wire/dav/place.ts';
import { type ServiceRecords, systemServiceRecords } from '../../wire/dav/service-records.ts';
import { basicSignIn, bearerSignIn } from '../../wire/dav/sign-in.ts';
import { type Peer, toFailure, toFolderFailure } from './failure.ts';
import type { Component } from './service-kinds.ts';

export interface DavSourceOptions {
  /** Where to look first. Anything that leads to the account: its host alone is enough where the server says where it is. */
  readonly base: URL;
  readonly credentials: DavCredentials;
  /** Certificates in PEM that are trusted beside those of the system. */
  readonly ca: readonly string[];
  /** Allows `http:` to a loopback address. Anything else must be `https:`. */
  readonly allowInsecureLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Where large items wait. They lose their names at once, so a killed run leaves none behind. */
  readonly spoolFolder: string;
  /** Where records of the domain are looked up; the resolver of this machine without it. */
  readonly records?: ServiceRecords;
  readonly limits?: Partial<DavLimits>;
  readonly pace?: BytePace;
}

interface DavCredentials {
  readonly user: string;
  /** A password for 'basic', an OAuth token for 'bearer'. */
  readonly secret: Secret;
  readonly mechanism: 'basic' | 'bearer';
}

/** Which resources of a collection hold something else than what it is mainly for. */
export interface Sorting {
  /** The collection's stamp and token when it was made: it is right for as long as one of them stays. */
  readonly stamp: string | null;
  readonly syncToken: string | null;
  readonly components: ReadonlyMap<string, Component>;
}

export class DavSession {
  readonly client: DavClient;
  readonly service: DavService;
  readonly account: DavAccount;
  readonly spoolFolder: string;
  readonly roundTripMs: number;
  readonly #peer: Peer;
  /** By origin and path of the collection. */
  readonly sortings = new Map<string, Sorting>();
  /** Collections that do not answer a multiget, by origin and path. */
  readonly withoutMultiget = new Set<string>();
  /** Collections that tell neither sizes nor dates, by origin and path. */
  readonly withoutFacts = new Set<string>();

  constructor(facts: {
    readonly client: DavClient;
    readonly service: DavService;
    readonly account: DavAccount;
    readonly spoolFolder: string;
    readonly roundTripMs: number;
    readonly peer: Peer;
  }) {
    this.client = facts.client;
    this.service = facts.service;
    this.account = facts.account;
    this.spoolFolder = facts.spoolFolder;
    this.roundTripMs = facts.roundTripMs;
    this.#peer = facts.peer;
  }

  /** Runs `work` and turns what it throws into failures: of the folder where there is one. */
  async run<T>(folder: SourceFolder | null, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure) throw error;
      throw folder === null
        ? toFailure(error, this.#peer)
        : toFolderFailure(error, folderLabel(folder.path), this.#peer);
    }
  }

  close(): void {
    this.client.close();
  }
}

/** Finds the account and signs in. Fails with a `Failure` of the connection, of the sign-in, or `source.dav-not-found`. */
export async function openSession(
  options: DavSourceOptions,
  service: DavService,
  signal: AbortSignal,
): Promise<DavSession> {
  const { base, credentials, records = systemServiceRecords, spoolFolder } = options;
  const { user, secret, mechanism } = credentials;
  const peer = { host: base.hostname, user, service };
  const signIn = mechanism === 'basic' ? basicSignIn(user, secret) : bearerSignIn(async () => secret);
  const client = new DavClient({ ...options, signIn });
  try {
    const account = await discover(client, { base, service, records }, signal);
    return new DavSession({ client, service, account, spoolFolder, roundTripMs: client.roundTripMs, peer });
  } catch (error) {
    client.close();
    signal.throwIfAborted();
    throw toFailure(error, peer);
  }
}

export function placeKey({ origin, path }: Place): string {
  return `${origin}${path}`;
}
