/** What a mail that somebody sent us says: its own words, who it names, and whether a person wrote it or a machine. */
import { readText } from './charset.ts';
import { readAddresses } from './mail-address.ts';
import { decodeWords, readParameters } from './mail-words.ts';
import type { Field } from './mime-header.ts';
import { type MessageVisitor, type PartHead, readMessage } from './mime-reader.ts';
import { ownWords, ownWordsOfHtml } from './own-words.ts';
import type { DecodedSink, Sink } from './transfer-encoding.ts';

export interface RepliedMail {
  /** One line each, as a person reads them; cut. */
  readonly from: string;
  readonly subject: string;
  /** Lower case; null where the mail names nobody, or several. */
  readonly fromAddress: string | null;
  /** Whatever names a recipient, and what it answers, as they came. */
  readonly recipients: string;
  readonly references: string;
  readonly messageId: string;
  /** What its writer wrote now, without quotes and signatures; empty where there is nothing. */
  readonly words: string;
  /** Names of what is attached. */
  readonly attachments: readonly string[];
  readonly isAutomatic: boolean;
  /** What a mail server says about one that it could not deliver (RFC 3464); null where it is no such report. */
  readonly report: DeliveryReport | null;
}

export interface DeliveryReport {
  readonly action: 'failed' | 'delayed' | 'delivered';
  /** In the words of the server; one line. */
  readonly diagnosis: string;
  /** The header of the mail that it speaks of, as it came. */
  readonly original: string;
}

const SHOWN_CHARS_MAX = 300;
/** Text that people write by hand, in one part; what is longer is cut. */
const TEXT_BYTES_MAX = 256 * 1024;
/** Readers show the parts of a mail below each other; Apple’s programs make several. */
const TEXT_PARTS_MAX = 10;
const ATTACHMENTS_MAX = 50;
const REPORT_BYTES_MAX = 64 * 1024;

/** Never throws, whatever the bytes are. */
export function readRepliedMail(raw: Buffer): RepliedMail {
  const reading = new ReplyReading();
  const sink = readMessage(reading, (name) => WANTED.has(name));
  sink.write(raw);
  sink.end();
  return reading.result();
}

const RECIPIENTS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'resent-to'];
const WANTED: ReadonlySet<string> = new Set([
  ...RECIPIENTS,
  'from',
  'sender',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'return-path',
  'content-type',
  'auto-submitted',
  'precedence',
  'x-autoreply',
  'x-autorespond',
  'x-auto-submitted',
  'list-id',
  'list-unsubscribe',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
]);

class ReplyReading implements MessageVisitor {
  #fields: readonly Field[] = [];
  readonly #plain: string[] = [];
  readonly #html: string[] = [];
  readonly #attachments: string[] = [];
  #status = '';
  #original = '';

  head(fields: readonly Field[]): void {
    this.#fields = fields;
  }

  leaf(part: PartHead): DecodedSink {
    if (part.type === 'message/delivery-status') return kept(REPORT_BYTES_MAX, (bytes) => this.#keepStatus(bytes));
    if (part.type === 'text/rfc822-headers') return kept(REPORT_BYTES_MAX, (bytes) => this.#keepOriginal(bytes));
    const texts = part.type === 'text/plain' ? this.#plain : part.type === 'text/html' ? this.#html : null;
    const isShown = part.disposition !== 'attachment' && part.name === null;
    if (texts !== null && isShown && texts.length < TEXT_PARTS_MAX) {
      return kept(
        TEXT_BYTES_MAX,
        (bytes) => void texts.push(readText(bytes, part.parameters.get('charset') ?? null).text),
      );
    }
    this.#attach(part);
    return NOWHERE;
  }

  /** What an attached mail says is not said by whoever attached it; of a report its header counts. */
  message(part: PartHead): { readonly visitor: MessageVisitor; readonly bytes: DecodedSink } | null {
    if (part.type !== 'message/rfc822') return null;
    this.#attach(part);
    return { visitor: UNHEARD, bytes: kept(REPORT_BYTES_MAX, (bytes) => this.#keepOriginal(bytes)) };
  }

  signed(): Sink {
    return NOWHERE;
  }

  irregular(): void {
    // Whatever it is, what can be read of it is what a person would see.
  }

  result(): RepliedMail {
    const said = (name: string) => this.#value(name);
    const [address, ...others] = readAddresses(said('from')).addresses;
    const plain = this.#plain.map(ownWords).filter((words) => words !== '');
    const words = this.#plain.some((text) => text.trim() !== '') ? plain : this.#html.map(ownWordsOfHtml);
    return {
      from: shown(said('from') || said('sender')),
      subject: shown(said('subject')),
      fromAddress: address !== undefined && others.length === 0 ? address : null,
      recipients: this.#values(RECIPIENTS),
      references: this.#values(['in-reply-to', 'references']),
      messageId: said('message-id'),
      words: words.join('\n\n').trim(),
      attachments: this.#attachments,
      isAutomatic: this.#isAutomatic(),
      report: this.#report(),
    };
  }

  #value(name: string): string {
    return this.#fields.find((field) => field.name === name)?.value ?? '';
  }

  #values(names: readonly string[]): string {
    return this.#fields
      .filter(({ name }) => names.includes(name))
      .map(({ value }) => value)
      .join('\n');
  }

  #attach({ name, type }: PartHead): void {
    if (this.#attachments.length < ATTACHMENTS_MAX) this.#attachments.push(shown(name ?? type));
  }

  #keepStatus(bytes: Buffer): void {
    this.#status ||= bytes.toString('latin1');
  }

  #keepOriginal(bytes: Buffer): void {
    this.#original ||= bytes.toString('latin1').split(/\r?\n\r?\n/, 1)[0] ?? '';
  }

  /** RFC 3834 §2, and what was used before it; mailing lists and answers of programs that say so in the subject alone. */
  #isAutomatic(): boolean {
    const said = (name: string) => this.#value(name).trim().toLowerCase();
    const submitted = said('auto-submitted').replace(/[;\s(].*$/s, '');
    return (
      (submitted !== '' && submitted !== 'no') ||
      /^(bulk|junk|list|auto_reply)/.test(said('precedence')) ||
      ['x-autoreply', 'x-autorespond', 'x-auto-submitted', 'list-id', 'list-unsubscribe'].some(
        (name) => said(name) !== '',
      ) ||
      said('return-path') === '<>' ||
      said('content-type').startsWith('multipart/report') ||
      AUTOMATIC_SUBJECT.test(shown(this.#value('subject')))
    );
  }

  #report(): DeliveryReport | null {
    const { value, parameters } = readParameters(this.#value('content-type'));
    const isReport = value === 'multipart/report' && parameters.get('report-type')?.toLowerCase() === 'delivery-status';
    if (!isReport || this.#status === '') return null;
    const action = fieldIn(this.#status, 'action').toLowerCase();
    const diagnosis = fieldIn(this.#status, 'diagnostic-code').replace(/^[a-z0-9-]+;\s*/i, '');
    const status = fieldIn(this.#status, 'status');
    return {
      action: action === 'failed' || action === 'delayed' ? action : 'delivered',
      diagnosis: shown(diagnosis === '' ? `status ${status}` : diagnosis),
      original: this.#original,
    };
  }
}

const AUTOMATIC_SUBJECT =
  /^(automatic reply|auto(matic)?[- ]?repl|automatische antwort|out of (the )?office|abwesenheits|réponse automatique|respuesta automática|risposta automatica)/i;

/** RFC 3464 §2.1: the syntax of header fields, in several blocks. */
function fieldIn(status: string, name: string): string {
  const found = new RegExp(`^${name}:[ \\t]*([^\\r\\n]*(?:\\r?\\n[ \\t]+[^\\r\\n]*)*)`, 'im').exec(status);
  return (found?.[1] ?? '').replace(/\s+/g, ' ').trim();
}

/** One line without control and direction characters. */
function shown(raw: string): string {
  const { text } = decodeWords(raw.slice(0, SHOWN_CHARS_MAX * 10));
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.slice(0, SHOWN_CHARS_MAX).toWellFormed();
}

/** The first bytes of a part. */
function kept(bytesMax: number, done: (bytes: Buffer) => void): DecodedSink {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    write: (bytes) => {
      // A copy: the reader may use its buffer again.
      if (length < bytesMax) pieces.push(Buffer.from(bytes.subarray(0, bytesMax - length)));
      length += bytes.length;
    },
    broken: () => undefined,
    end: () => done(Buffer.concat(pieces)),
  };
}

const NOWHERE: DecodedSink = { write: () => undefined, broken: () => undefined, end: () => undefined };
const UNHEARD: MessageVisitor = {
  head: () => undefined,
  leaf: () => NOWHERE,
  message: () => null,
  signed: () => NOWHERE,
  irregular: () => undefined,
};
