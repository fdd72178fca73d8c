/** Writes into one folder: sends batches, and finds out where each message went. */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import { folderLabel, type TargetFolder } from '../../model/folder.ts';
import { type AppendResult, append } from '../../wire/imap/append.ts';
import type { ImapTextError } from '../../wire/imap/bytes/command-text.ts';
import type { ImapConnection } from '../../wire/imap/connection.ts';
import type { ImapStatusError } from '../../wire/imap/errors.ts';
import { status } from '../../wire/imap/status.ts';
import { arrivalsFrom, pairByContent, pairInOrder, withEqualContent } from './arrivals.ts';
import { Gate } from './gate.ts';
import type { Lane } from './lane.ts';
import { lookOf, messageOf, type Outgoing } from './write.ts';

/** What became of one message of a batch: where it is, or the refusal. */
export type Sent =
  | { readonly is: 'stored'; readonly of: Outgoing; readonly uidValidity: number | null; readonly uid: number }
  | { readonly is: 'refused'; readonly of: Outgoing; readonly error: ImapStatusError | ImapTextError };

export class FolderWrites {
  readonly #folder: TargetFolder;
  readonly #lane: Lane;
  /** Appends go together; whoever asks what arrived meanwhile must be alone to get an answer. */
  readonly #gate = new Gate();
  /** UIDs that were told to us, as ranges in the order of their coming. */
  readonly #told: { from: number; to: number }[] = [];
  /** UIDNEXT before the first batch of a connection; null where the server did not say. */
  #before: { readonly connection: ImapConnection; readonly uidNext: Promise<number | null> } | null = null;

  constructor(folder: TargetFolder, lane: Lane) {
    this.#folder = folder;
    this.#lane = lane;
  }

  /**
   * Sends the batch, as one command where `isTogether` and the server has MULTIAPPEND, and yields what became of each
   * message as it is known. Throws errors of the protocol as they are; what was yielded before stands.
   */
  async *send(batch: readonly Outgoing[], isTogether: boolean, signal: AbortSignal): AsyncGenerator<Sent> {
    const connection = await this.#lane.connection(signal);
    if (!connection.has('UIDPLUS') && !connection.has('IMAP4REV2')) {
      yield* await this.#gate.alone(() => this.#sendAndLook(batch, isTogether, signal));
      return;
    }
    if (this.#before?.connection !== connection) {
      const uidNext = this.#askUidNext(connection, signal);
      this.#before = { connection, uidNext };
    }
    const untold: Outgoing[] = [];
    for await (const { of, result } of this.#together(() => this.#append(batch, isTogether, signal))) {
      if (result.is === 'refused') yield { of, ...result };
      else if (result.uid !== null) yield this.#tell(of, result.uidValidity, result.uid);
      else untold.push(of);
    }
    // RFC 4315 §3 lets a server keep APPENDUID to itself.
    const found = untold.length === 0 ? [] : await this.landed(untold, signal);
    if (found.length !== untold.length) throw notFound(this.#folder);
    yield* found;
  }

  /**
   * The messages of a refused batch that are in the folder all the same, because a server may not keep to all or nothing.
   * Waits until no other append is under way.
   */
  async landed(batch: readonly Outgoing[], signal: AbortSignal): Promise<readonly Sent[]> {
    const first = (await this.#before?.uidNext) ?? null;
    // Without a beginning an older message of the same content would be taken for the new one.
    if (first === null) return [];
    return await this.#gate.alone(() =>
      this.#lane.visiting(this.#folder, 'look', signal, async ({ connection, mailbox }) => {
        if (mailbox.exists === 0) return [];
        const found = (await arrivalsFrom(first, connection, signal)).filter(({ uid }) => !this.#isTold(uid));
        const uids = pairInOrder(batch.map(lookOf), found);
        const pairs = batch.flatMap((of, at) => (uids[at] == null ? [] : [{ of, uid: uids[at] }]));
        const contents = new Map(pairs.map(({ of, uid }) => [uid, of.item.content]));
        const equal = await withEqualContent(contents, connection, signal);
        return pairs.flatMap(({ of, uid }) => (equal.has(uid) ? [this.#tell(of, mailbox.uidValidity, uid)] : []));
      }),
    );
  }

  /** Without UIDPLUS: whatever came between two looks at the folder holds the batch, in its order. */
  async #sendAndLook(batch: readonly Outgoing[], isTogether: boolean, signal: AbortSignal): Promise<readonly Sent[]> {
    const before = await this.#lane.visiting(this.#folder, 'look', signal, async (visit) => visit);
    const first = before.mailbox.uidNext;
    this.#before = { connection: before.connection, uidNext: Promise.resolve(first) };
    const refused: Sent[] = [];
    const written: Outgoing[] = [];
    for await (const { of, result } of this.#append(batch, isTogether, signal)) {
      if (result.is === 'refused') refused.push({ of, ...result });
      else written.push(of);
    }
    if (written.length === 0) return refused;
    const stored = await this.#lane.visiting(this.#folder, 'look', signal, async ({ connection, mailbox }) => {
      const found = await arrivalsFrom(first ?? 1, connection, signal);
      const looks = written.map((of) => ({ ...lookOf(of), content: of.item.content }));
      const uids = await pairByContent(looks, found, connection, signal);
      if (uids === null) throw notFound(this.#folder);
      const { uidValidity } = mailbox;
      return written.map((of, at): Sent => ({ is: 'stored', of, uidValidity, uid: uids[at] ?? 0 }));
    });
    return [...stored, ...refused];
  }

  async *#append(batch: readonly Outgoing[], isTogether: boolean, signal: AbortSignal): AsyncGenerator<Answered> {
    const connection = await this.#lane.connection(signal);
    const options = { multiAppend: isTogether };
    let at = 0;
    for await (const result of append(connection, this.#folder.serverName, batch.map(messageOf), signal, options)) {
      const of = batch[at++];
      assert(of !== undefined, 'an append has one result for each message');
      yield { of, result };
    }
  }

  /** The answers of a stream that is inside the gate until it ends, however slowly they are taken. */
  async *#together(open: () => AsyncIterable<Answered>): AsyncGenerator<Answered> {
    const left = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const inside = this.#gate.together(async () => {
      entered.resolve();
      await left.promise;
    });
    try {
      await entered.promise;
      yield* open();
    } finally {
      left.resolve();
      await inside;
    }
  }

  /** Null when the server does not say: the append itself then tells what is wrong with the folder or the connection. */
  #askUidNext(connection: ImapConnection, signal: AbortSignal): Promise<number | null> {
    return status(connection, this.#folder.serverName, ['UIDNEXT'], signal).then(
      (said) => said.uidNext,
      () => null,
    );
  }

  #tell(of: Outgoing, uidValidity: number | null, uid: number): Sent {
    const last = this.#told.at(-1);
    if (last !== undefined && uid === last.to + 1) last.to = uid;
    else this.#told.push({ from: uid, to: uid });
    return { is: 'stored', of, uidValidity, uid };
  }

  #isTold(uid: number): boolean {
    return this.#told.some(({ from, to }) => uid >= from && uid <= to);
  }
}

interface Answered {
  readonly of: Outgoing;
  readonly result: AppendResult;
}

function notFound(folder: TargetFolder): Failure {
  const reason = `it stored a message in "${folderLabel(folder.path)}" and does not show it`;
  return new Failure('target.protocol', { reason });
}
