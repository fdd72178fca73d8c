/**
 * The door for built items: an import session of the mailbox. Its address is a secret by itself, good for many items until it
 * expires. https://learn.microsoft.com/graph/api/mailbox-createimportsession
 */
import type { TargetFolder } from '../../model/folder.ts';
import { GraphRefusal } from '../../wire/graph/errors.ts';
import { needed, text } from '../../wire/graph/json.ts';
import { BodyBuilder, type Bytes } from '../../wire/request-body.ts';
import { type GraphContext, mailboxPath } from './context.ts';
import { IMPORTING } from './failures.ts';

/** A session is left so long before it ends. */
const AHEAD_MS = 60_000;
/** Sessions tried for one item: one that is refused although it is new is refused for good, but others may end it, too. */
const DOORS_MAX = 3;
/** Used when the service does not say when it ends. */
const LIFE_BY_DEFAULT_MS = 30 * 60_000;
/** What says that the session is over rather than that the item is wrong. */
const OVER: ReadonlySet<number> = new Set([401, 403, 404, 410]);

interface Door {
  readonly url: string;
  readonly endsAt: number;
}

export class ImportDoor {
  readonly #context: GraphContext;
  #mailboxId: string | null = null;
  #opening: Promise<Door> | null = null;

  constructor(context: GraphContext) {
    this.#context = context;
  }

  /** Writes a new item and gives its id. Throws what the protocol throws. */
  async import(folder: TargetFolder, item: Bytes, signal: AbortSignal): Promise<string> {
    for (let doors = 1; ; doors += 1) {
      const door = await this.#door(signal);
      try {
        return await this.#through(door, folder, item, signal);
      } catch (error) {
        if (!(error instanceof GraphRefusal) || !OVER.has(error.status) || doors >= DOORS_MAX) throw error;
        // Others may have opened a new one since.
        if (this.#opening !== null && (await this.#opening) === door) this.#opening = null;
      }
    }
  }

  async #through({ url }: Door, folder: TargetFolder, item: Bytes, signal: AbortSignal): Promise<string> {
    const bytes = new BodyBuilder()
      .text(`{"FolderId":${JSON.stringify(folder.serverName)},"Mode":"create","Data":"`)
      .base64(item)
      .text('"}')
      .body();
    const body = { type: 'application/json', bytes };
    const request = { name: IMPORTING, method: 'POST', path: url, isOpen: true, repeatable: false } as const;
    return needed(await this.#context.session.ask({ ...request, body }, signal), 'itemId');
  }

  async #door(signal: AbortSignal): Promise<Door> {
    const known = this.#opening === null ? null : await this.#opening;
    if (known !== null && this.#context.clock.now() < known.endsAt) return known;
    const opening = this.#open(signal);
    this.#opening = opening;
    try {
      return await opening;
    } catch (error) {
      if (this.#opening === opening) this.#opening = null;
      throw error;
    }
  }

  async #open(signal: AbortSignal): Promise<Door> {
    const { session, clock } = this.#context;
    this.#mailboxId ??= await this.#findMailbox(signal);
    const path = `/admin/exchange/mailboxes/${encodeURIComponent(this.#mailboxId)}/createImportSession`;
    const made = await session.ask({ name: IMPORTING, method: 'POST', path, repeatable: true }, signal);
    const ends = Date.parse(text(made, 'expirationDateTime') ?? '');
    const endsAt = Number.isNaN(ends) ? clock.now() + LIFE_BY_DEFAULT_MS : ends - AHEAD_MS;
    return { url: needed(made, 'importUrl'), endsAt };
  }

  /** The import interface has an id of its own for the mailbox, which is asked for and never made. */
  async #findMailbox(signal: AbortSignal): Promise<string> {
    const path = mailboxPath(this.#context, '/settings/exchange');
    const request = { name: 'look at the mailbox', method: 'GET', path, repeatable: true } as const;
    return needed(await this.#context.session.ask(request, signal), 'primaryMailboxId');
  }
}
