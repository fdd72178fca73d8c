/** Files that hold one message: plain ones as most programs save them, those of Apple Mail, and those of a Maildir. */
import { type Instant, instant } from '../../base/clock.ts';
import { type Flag, type MessageState, messageVersion } from '../../model/item.ts';
import { ArchiveError } from './archive-error.ts';
import { readEmlxTrailer } from './emlx.ts';
import type { Deleted, Format, FoundItem, OpenFile } from './format.ts';
import { FROM_LINE_BYTES_MAX } from './mbox/from-line.ts';
import { type MessageMarks, NO_DATE, readMarks } from './message-marks.ts';
import { AS_SAVED } from './message-text.ts';
import { noteItem } from './note-item.ts';
import { contentOfSpan, measureSpan, type Span } from './text-content.ts';

/** What something beside the message says about it: the name of a Maildir file, the end of an EMLX file. */
export interface Beside {
  readonly state: MessageState;
  readonly receivedAt: Instant | null;
  readonly isDeleted: boolean;
  /** False where a note that is a message is to stay a message. */
  readonly mayBeNote: boolean;
}

export const EML: Format = formatOf(openEml);
export const EMLX: Format = formatOf(openEmlx);

/** The one item of a file, named ''. */
export async function messageItem(
  open: OpenFile,
  span: Span,
  beside: Beside | null,
  signal: AbortSignal,
): Promise<FoundItem | Deleted> {
  const { marks } = await readMarks(open.window, span.from, span.until);
  if (beside?.isDeleted ?? marks.isDeleted) return { is: 'deleted' };
  const measured = await measureSpan(open.window, span, true, signal);
  const receivedAt = beside?.receivedAt ?? marks.headerDate ?? fileDate(open);
  if (marks.isNote && beside?.mayBeNote !== false && measured.held !== null)
    return noteItem('', measured.held, receivedAt);
  return {
    is: 'item',
    local: '',
    kind: 'message',
    version: messageVersion(beside === null ? marks.state : joined(beside.state, marks)),
    sizeBytes: measured.sizeBytes,
    receivedAt,
    content: async (during) => contentOfSpan(open, span, measured, during),
  };
}

/** When the file was last changed, in whole seconds as mail has them. */
export function fileDate({ file }: OpenFile): Instant {
  return file.modifiedMs > 0 ? instant(Math.floor(file.modifiedMs / 1000) * 1000) : NO_DATE;
}

function formatOf(look: (open: OpenFile, signal: AbortSignal) => Promise<FoundItem | Deleted>): Format {
  return {
    async *items(open, signal) {
      yield await look(open, signal);
    },
    async *find(open, locals, signal) {
      if (!locals.includes('')) return;
      const found = await look(open, signal);
      if (found.is === 'item') yield found;
    },
  };
}

async function openEml(open: OpenFile, signal: AbortSignal): Promise<FoundItem | Deleted> {
  const begin = (await open.window.at(0, FROM_LINE_BYTES_MAX)).toString('latin1');
  // A message taken out of an mbox often keeps the line that separated it.
  const from = /^From [^\n]*\n/.exec(begin)?.[0].length ?? 0;
  return messageItem(open, { from, until: open.window.sizeBytes, rules: AS_SAVED }, null, signal);
}

async function openEmlx(open: OpenFile, signal: AbortSignal): Promise<FoundItem | Deleted> {
  const { window, file } = open;
  const first = (await window.at(0, 40)).toString('latin1');
  const [line, digits = ''] = /^ *(\d{1,12}) *\r?\n/.exec(first) ?? [];
  if (line === undefined) throw new ArchiveError('its first line is not the length of the message');
  const until = line.length + Number(digits);
  if (until > window.sizeBytes) {
    throw new ArchiveError(`it says that the message has ${digits} bytes, and has ${window.sizeBytes} in all`);
  }
  if (/\.partial\.emlx$/i.test(file.name)) {
    throw new ArchiveError(
      'Apple Mail keeps the attachments of this message elsewhere; open it there to have it whole',
    );
  }
  const beside = await readEmlxTrailer(window, until);
  return messageItem(open, { from: line.length, until, rules: AS_SAVED }, beside, signal);
}

function joined(state: MessageState, { state: own }: MessageMarks): MessageState {
  const flags = new Set<Flag>(state.flags);
  return { flags, keywords: [...new Set([...state.keywords, ...own.keywords])].sort() };
}
