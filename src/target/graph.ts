/** A mailbox of Exchange Online as a target, through Microsoft Graph. The files in `graph/` each do one thing for it. */
import { tmpdir } from 'node:os';
import { assert } from '../base/assert.ts';
import type { BytePace } from '../base/byte-pace.ts';
import type { Clock } from '../base/clock.ts';
import { ITEM_BYTES_MAX } from '../base/limits.ts';
import type { Random } from '../base/random.ts';
import type { Watch } from '../model/progress.ts';
import type { Target } from '../model/target.ts';
import { MailboxBudget } from '../wire/graph/budget.ts';
import type { GraphPlaces } from '../wire/graph/clouds.ts';
import { GraphSession } from '../wire/graph/session.ts';
import { type ClientProof, TokenSource } from '../wire/graph/tokens.ts';
import { type HttpClient, httpClient } from '../wire/http.ts';
import { Pace, type Pacer } from '../wire/pace.ts';
import { type Parties, partiesIn } from './exchange/failing.ts';
import { exchangeTraits } from './exchange/traits.ts';
import type { GraphContext } from './graph/context.ts';
import { asFailures, inFolder, streamFailures } from './graph/failures.ts';
import { GraphFolders } from './graph/folders.ts';
import { ImportDoor } from './graph/import-door.ts';
import {
  findMarked,
  listMessages,
  moveMessages,
  readMessages,
  removeMessages,
  updateMessages,
} from './graph/messages.ts';
import { putMessages } from './graph/put.ts';

/** A service that has lost its client stops within this time; only then is a write without trace sent again. */
const DOUBT_REST_MS = 20_000;
/** Addresses that answers may name: the import interface has one or two. */
const OTHER_HOSTS_MAX = 16;

export interface GraphTargetOptions {
  readonly places: GraphPlaces;
  /** The organisation's id or one of its domains. */
  readonly tenant: string;
  readonly clientId: string;
  readonly proof: ClientProof;
  /** The primary SMTP address of the mailbox. */
  readonly mailbox: string;
  /** Certificates in PEM, trusted beside those of the system. */
  readonly ca: readonly string[];
  readonly allowInsecureLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly spoolFolder?: string;
  /** How long a write whose answer was lost may still happen. */
  readonly doubtRestMs?: number;
  /** Throws when nothing may be sent any more. */
  readonly mayStillSend?: () => void;
  /** Told when the service asks to wait. */
  readonly watch?: Watch;
  /** Shared by all connections to the mailbox; own ones when left out. */
  readonly pace?: Pacer;
  readonly budget?: MailboxBudget;
  /** How fast bytes may go to the service and come from it. */
  readonly bytePace?: BytePace;
}

/** Signs in and looks the mailbox up. Throws a `Failure`. */
export async function openGraphTarget(options: GraphTargetOptions, signal: AbortSignal): Promise<Target> {
  const { clock, mailbox, clientId, places } = options;
  const parties: Parties = { host: new URL(places.service).hostname, user: clientId, mailbox, folder: '' };
  const lines = new Lines(options);
  const context: GraphContext = {
    session: await asFailures(parties, async () => sessionOf(options, lines)),
    clock,
    parties,
    spoolFolder: options.spoolFolder ?? tmpdir(),
    doubtRestMs: options.doubtRestMs ?? DOUBT_REST_MS,
  };
  const folders = new GraphFolders(context);
  try {
    await folders.list(signal);
  } catch (error) {
    lines.close();
    throw error;
  }
  return target(context, folders, lines);
}

/** A pace for several connections to one mailbox: four requests at once is what the service allows. */
export function graphPace({ clock, watch }: Pick<GraphTargetOptions, 'clock' | 'watch'>): Pace {
  return new Pace({ clock, onWait: (untilMs, because) => watch?.({ is: 'waiting', untilMs, because }) });
}

/** The clients of all hosts that one target talks to. */
class Lines {
  readonly #options: GraphTargetOptions;
  readonly #clients = new Map<string, HttpClient>();

  constructor(options: GraphTargetOptions) {
    this.#options = options;
  }

  /** Throws `HttpError` for an address that is not encrypted. */
  to(url: URL): HttpClient {
    const known = this.#clients.get(url.origin);
    if (known !== undefined) return known;
    assert(this.#clients.size < OTHER_HOSTS_MAX, 'a service names few hosts');
    const { ca, allowInsecureLoopback, clock, bytePace } = this.#options;
    const paced = bytePace === undefined ? {} : { pace: bytePace };
    const client = httpClient({ url, ca, allowInsecureLoopback, clock, ...paced });
    this.#clients.set(url.origin, client);
    return client;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

function sessionOf(options: GraphTargetOptions, lines: Lines): GraphSession {
  const { places, tenant, clientId, proof, clock, random, mayStillSend } = options;
  const { login, service, audience } = places;
  const tokens = new TokenSource({
    http: lines.to(new URL(login)),
    login,
    tenant,
    clientId,
    proof,
    scope: `${audience}/.default`,
    clock,
    random,
  });
  return new GraphSession({
    http: lines.to(new URL(service)),
    httpTo: (url) => lines.to(url),
    tokens,
    pace: options.pace ?? graphPace(options),
    budget: options.budget ?? new MailboxBudget(clock),
    clock,
    random,
    ...(mayStillSend === undefined ? {} : { mayStillSend }),
  });
}

function target(context: GraphContext, folders: GraphFolders, lines: Lines): Target {
  const { parties } = context;
  const door = new ImportDoor(context);
  return {
    traits: exchangeTraits({
      kinds: new Set(['message']),
      itemBytesMax: ITEM_BYTES_MAX,
      doubtRestMs: context.doubtRestMs,
    }),
    name: `${parties.mailbox}@${parties.host}`,
    folders: (signal) => folders.list(signal),
    ensureFolder: (wanted, signal) => folders.ensure(wanted, signal),
    put: (folder, writes, signal) => putMessages(context, door, { folder, writes }, signal),
    find: (folder, doubts, signal) =>
      inFolder(context, folder, () =>
        findMarked(context, folder, [...new Set(doubts.map(({ marker }) => marker))], signal),
      ),
    update: (folder, changes, signal) => inFolder(context, folder, () => updateMessages(context, changes, signal)),
    move: (_, to, refs, signal) => inFolder(context, to, () => moveMessages(context, to, refs, signal)),
    remove: (folder, refs, signal) => inFolder(context, folder, () => removeMessages(context, refs, signal)),
    list: (folder, signal) => streamFailures(partiesIn(context, folder), listMessages(context, folder, signal)),
    read: (folder, refs, signal) => streamFailures(partiesIn(context, folder), readMessages(context, refs, signal)),
    close: async () => lines.close(),
  };
}
