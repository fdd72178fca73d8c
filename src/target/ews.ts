/** An Exchange mailbox as a target, through Exchange Web Services. The files in `ews/` each do one thing for it. */
import { tmpdir } from 'node:os';
import { assert, unreachable } from '../base/assert.ts';
import type { BytePace } from '../base/byte-pace.ts';
import type { Clock } from '../base/clock.ts';
import { ITEM_BYTES_MAX } from '../base/limits.ts';
import { Failure } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import type { TargetFolder } from '../model/folder.ts';
import type { FolderKind, Item, Loss, Marker, TargetRef } from '../model/item.ts';
import type { Watch } from '../model/progress.ts';
import type { FoundItem, Settled, Target, TargetTraits, TargetTrial, Write } from '../model/target.ts';
import { basicSignIn, bearerSignIn, ntlmSignIn, type SignIn } from '../wire/ews/auth.ts';
import { EwsSession } from '../wire/ews/session.ts';
import { httpClient } from '../wire/http.ts';
import { Pace, type Pacer } from '../wire/pace.ts';
import { moveItems, removeItems, updateItems } from './ews/change.ts';
import type { EwsContext } from './ews/context.ts';
import { asFailures, failureOf, inFolder, streamFailures } from './ews/failures.ts';
import { findMarked } from './ews/find.ts';
import { EwsFolders } from './ews/folders.ts';
import { linkGroups } from './ews/groups.ts';
import { type Shapes, shapesOf } from './ews/kinds.ts';
import { itemBytesMax, REQUEST_BYTES_MAX } from './ews/limits.ts';
import { listItems } from './ews/list.ts';
import { LostAnswers } from './ews/lost-answers.ts';
import { mailboxRoom } from './ews/mailbox-room.ts';
import { messageSending } from './ews/message.ts';
import { putItems } from './ews/put.ts';
import { readItems } from './ews/read.ts';
import { readShaped } from './ews/read-shaped.ts';
import { RequestSize } from './ews/request-size.ts';
import { targetRef } from './ews/settled.ts';
import { shapedSending } from './ews/shape.ts';
import { tryWriting } from './ews/try-writing.ts';
import { type Parties, partiesIn } from './exchange/failing.ts';
import { exchangeTraits } from './exchange/traits.ts';

/** For an item that is not sent. */
const NO_MARKER = '' as Marker; // written nowhere
/** A server that has lost its client stops within this time; only then is a write without trace sent again. */
const DOUBT_REST_MS = 20_000;

/** Who signs in. A bearer's secret is the token. */
export interface EwsCredentials {
  readonly kind: 'basic' | 'ntlm' | 'bearer';
  readonly user: string;
  readonly secret: Secret;
}

export interface EwsTargetOptions {
  /** `https://host/EWS/Exchange.asmx`. */
  readonly url: URL;
  /** The primary SMTP address of the mailbox. */
  readonly mailbox: string;
  readonly credentials: EwsCredentials;
  /** Certificates in PEM, trusted beside those of the system. */
  readonly ca: readonly string[];
  readonly allowInsecureLoopback: boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Where large content lies while it is read back; the system's folder for temporary files when left out. */
  readonly spoolFolder?: string;
  /** Where the owner of the mailbox is, an IANA name; UTC when left out. Whole days and times without a zone are there. */
  readonly homeZone?: string;
  /** Further addresses of the owner: those that calendars of the source name the owner by. */
  readonly ownAddresses?: readonly string[];
  /** Requests under way at once. */
  readonly requestsMax?: number;
  /** The bytes of one request that the server accepts; Microsoft's own setting when left out. */
  readonly requestBytesMax?: number;
  /** How long a write whose answer was lost may still happen. */
  readonly doubtRestMs?: number;
  /** Throws when nothing may be sent any more. */
  readonly mayStillSend?: () => void;
  /** Told when the server asks to wait. */
  readonly watch?: Watch;
  /** Shared by all mailboxes of the account; an own one when left out. */
  readonly pace?: Pacer;
  /** How fast bytes may go to the server and come from it. */
  readonly bytePace?: BytePace;
}

export type EwsTarget = Target & TargetTrial;

/**
 * Signs in and looks the mailbox up. Acts for the mailbox (ExchangeImpersonation) when the signed-in user is another one. Throws a
 * `Failure`: for a wrong address, name or password at once, without trying again.
 */
export async function openEwsTarget(options: EwsTargetOptions, signal: AbortSignal): Promise<EwsTarget> {
  const { clock, credentials, mailbox, random, requestBytesMax = REQUEST_BYTES_MAX } = options;
  const parties = { host: options.url.hostname, user: credentials.user, mailbox, folder: '' };
  const context: EwsContext = {
    session: sessionOf(options, parties),
    clock,
    parties,
    size: new RequestSize(),
    lost: new LostAnswers(options.clock),
    requestBytesMax,
    spoolFolder: options.spoolFolder ?? tmpdir(),
    homeZone: options.homeZone ?? 'UTC',
    ownAddresses: new Set([mailbox, ...(options.ownAddresses ?? [])].map((address) => address.trim().toLowerCase())),
    doubtRestMs: options.doubtRestMs ?? DOUBT_REST_MS,
  };
  const folders = new EwsFolders(context);
  try {
    await folders.list(signal);
  } catch (error) {
    context.session.close();
    throw error;
  }
  return {
    ...target(context, folders, shapesOf(context)),
    tryWriting: (during) => asFailures(parties, () => tryWriting(context, random, during)),
    room: (during) => asFailures(parties, () => mailboxRoom(context, during)),
  };
}

/** A pace for several targets of one account. */
export function ewsPace(
  options: Pick<EwsTargetOptions, 'clock' | 'requestsMax' | 'watch'> & { readonly patienceMs?: number },
): Pace {
  const { clock, requestsMax, patienceMs, watch } = options;
  return new Pace({
    clock,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(requestsMax === undefined ? {} : { requestsMax }),
    onWait: (untilMs, because) => watch?.({ is: 'waiting', untilMs, because }),
  });
}

/** True when the user name is another one's than the mailbox's. `DOMAIN\user` is never an address. */
export function needsImpersonation(user: string, mailbox: string): boolean {
  return user.trim().toLowerCase() !== mailbox.trim().toLowerCase();
}

function sessionOf(options: EwsTargetOptions, parties: Parties): EwsSession {
  const { url, ca, allowInsecureLoopback, clock, random, mailbox, credentials, mayStillSend, bytePace } = options;
  try {
    return new EwsSession({
      http: httpClient({
        url,
        ca,
        allowInsecureLoopback,
        clock,
        ...(bytePace === undefined ? {} : { pace: bytePace }),
      }),
      signIn: signInOf(options),
      pace: options.pace ?? ewsPace(options),
      clock,
      random,
      ...(mayStillSend === undefined ? {} : { mayStillSend }),
      mailbox,
      impersonates: needsImpersonation(credentials.user, mailbox),
    });
  } catch (error) {
    throw failureOf(error, parties) ?? error;
  }
}

function signInOf({ credentials: { kind, user, secret }, random, clock }: EwsTargetOptions): SignIn {
  switch (kind) {
    case 'basic':
      return basicSignIn(user, secret);
    case 'bearer':
      return bearerSignIn(async () => secret);
    case 'ntlm':
      return ntlmSignIn({ user, password: secret, random, now: () => clock.now() });
    default:
      return unreachable(kind);
  }
}

function traitsOf({ requestBytesMax, doubtRestMs }: EwsContext, shapes: Shapes): TargetTraits {
  // Its keys are kinds.
  const kinds = new Set<FolderKind>(['message', ...(Object.keys(shapes) as FolderKind[])]);
  return exchangeTraits({ kinds, itemBytesMax: Math.min(ITEM_BYTES_MAX, itemBytesMax(requestBytesMax)), doubtRestMs });
}

function target(context: EwsContext, folders: EwsFolders, shapes: Shapes): Target {
  const { parties } = context;
  return {
    traits: traitsOf(context, shapes),
    name: `${parties.mailbox}@${parties.host}`,
    folders: (signal) => folders.list(signal),
    ensureFolder: (wanted, signal) => folders.ensure(wanted, signal),
    put: (folder, writes, signal) => put(context, shapes, { folder, writes }, signal),
    find: (folder, doubts, signal) =>
      inFolder(context, folder, async () => {
        const markers = [...new Set(doubts.map((doubt) => doubt.marker))];
        return asRefs(await findMarked(context, folder, markers, signal));
      }),
    update: (folder, changes, signal) => inFolder(context, folder, () => updateItems(context, folder, changes, signal)),
    move: (_, to, refs, signal) => inFolder(context, to, () => moveItems(context, to, refs, signal)),
    remove: (folder, refs, signal) => inFolder(context, folder, () => removeItems(context, folder, refs, signal)),
    list: (folder, signal) => streamFailures(partiesIn(context, folder), listItems(context, folder, signal)),
    read: (folder, refs, signal) =>
      streamFailures(partiesIn(context, folder), read(context, shapes, { folder, refs }, signal)),
    foresee: (folder, item) => foresee(shapes, folder, item),
    link: (folder, signal) =>
      inFolder(context, folder, async () => {
        if (folder.kind === 'contact') await linkGroups(context, folder, signal);
      }),
    close: async () => context.session.close(),
  };
}

function put(
  context: EwsContext,
  shapes: Shapes,
  { folder, writes }: { readonly folder: TargetFolder; readonly writes: AsyncIterable<Write> },
  signal: AbortSignal,
): AsyncIterable<readonly Settled[]> {
  if (folder.kind === 'message') return putItems(context, folder, messageSending(context, folder), writes, signal);
  const shape = shapes[folder.kind];
  assert(shape !== undefined, 'only folders of the kinds that the traits name are written to');
  return putItems(context, folder, shapedSending(context, folder, shape), writes, signal);
}

/** Of a message nothing is remembered that its flags do not say again. */
async function foresee(shapes: Shapes, folder: TargetFolder, item: Item): Promise<readonly Loss[]> {
  const shape = folder.kind === 'message' ? undefined : shapes[folder.kind];
  if (shape === undefined) return [];
  try {
    return (await shape.prepare(item, NO_MARKER)).losses;
  } catch (error) {
    if (error instanceof Failure && error.kind.scope === 'item') return [];
    throw error;
  }
}

function read(
  context: EwsContext,
  shapes: Shapes,
  { folder, refs }: { readonly folder: TargetFolder; readonly refs: readonly TargetRef[] },
  signal: AbortSignal,
): AsyncIterable<FoundItem> {
  const shape = folder.kind === 'message' ? undefined : shapes[folder.kind];
  return shape === undefined ? readItems(context, refs, signal) : readShaped(context, shape, refs, signal);
}

function asRefs(found: ReadonlyMap<Marker, readonly string[]>): ReadonlyMap<Marker, readonly TargetRef[]> {
  return new Map([...found].map(([marker, ids]) => [marker, ids.map(targetRef)]));
}
