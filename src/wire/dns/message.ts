/** Questions and answers of the domain name system, byte by byte (RFC 1035 §4, EDNS: RFC 6891). */
import { unreachable } from '../../base/assert.ts';
import { DnsError } from './errors.ts';
import { RECORDS_MAX, UDP_BYTES_MAX } from './limits.ts';
import { MessageReader } from './message-reader.ts';
import { writeName } from './name.ts';
import { type DnsRecord, type RecordType, TYPE_NUMBERS } from './records.ts';

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: RecordType;
}

export interface Answer {
  readonly id: number;
  /** What is answered: a resolver repeats the question. */
  readonly question: { readonly name: string; readonly type: number } | null;
  /** RFC 1035 §4.1.1: 0 is success, 2 a failure of the server, 3 means that there is no such name, 5 a refusal. */
  readonly code: number;
  /** From a server that has the zone itself. */
  readonly isAuthoritative: boolean;
  /** Asks for the same question over TCP. */
  readonly isCut: boolean;
  /** Records of the types that we know. */
  readonly records: readonly DnsRecord[];
}

const HEAD_BYTES = 12;
const CLASS_INTERNET = 1;
const TYPE_OPT = 41;
const FLAG_RECURSION_DESIRED = 0x0100;

/** Throws `DnsError` for a name that cannot be asked for. */
export function writeQuestion({ id, name, type }: Question): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(FLAG_RECURSION_DESIRED, 2);
  head.writeUInt16BE(1, 4); // questions
  head.writeUInt16BE(1, 10); // additional: the EDNS record below
  const asked = Buffer.alloc(4);
  asked.writeUInt16BE(TYPE_NUMBERS[type], 0);
  asked.writeUInt16BE(CLASS_INTERNET, 2);
  const edns = Buffer.alloc(11);
  edns.writeUInt16BE(TYPE_OPT, 1); // behind the empty name of the root
  edns.writeUInt16BE(UDP_BYTES_MAX, 3);
  return Buffer.concat([head, writeName(name), asked, edns]);
}

/** Throws `DnsError` (malformed) for what is no answer, or one with more records than anybody needs. */
export function readAnswer(bytes: Buffer): Answer {
  const reader = new MessageReader(bytes);
  const id = reader.uint16();
  const flags = reader.uint16();
  if ((flags & 0x8000) === 0) throw new DnsError('malformed', 'a question came instead of an answer');
  const questions = reader.uint16();
  const answers = reader.uint16();
  reader.skip(4); // counts of sections that are not read
  if (questions > 1) throw new DnsError('malformed', 'the answer repeats several questions');
  const question = questions === 0 ? null : { name: reader.name(), type: reader.uint16() };
  if (question !== null) reader.skip(2);
  const isCut = (flags & 0x0200) !== 0;
  if (answers > RECORDS_MAX) throw new DnsError('malformed', `the answer has ${answers} records`);
  const records: DnsRecord[] = [];
  // Of an answer that was cut nothing is used: it is asked for again.
  for (let at = 0; at < (isCut ? 0 : answers); at++) {
    const record = readRecord(reader);
    if (record !== null) records.push(record);
  }
  return { id, question, code: flags & 0x000f, isAuthoritative: (flags & 0x0400) !== 0, isCut, records };
}

/** Null for a record of a type or class that we do not know. */
function readRecord(reader: MessageReader): DnsRecord | null {
  const name = reader.name();
  const number = reader.uint16();
  const isInternet = reader.uint16() === CLASS_INTERNET;
  // RFC 2181 §8: a value with the highest bit set counts as zero.
  const ttl = reader.uint32();
  const head = { name, ttlSeconds: ttl > 0x7fff_ffff ? 0 : ttl };
  const body = reader.part(reader.uint16());
  const type = TYPES.get(number);
  if (type === undefined || !isInternet) return null;
  switch (type) {
    case 'A':
      return { ...head, type, address: body.ipv4() };
    case 'AAAA':
      return { ...head, type, address: body.ipv6() };
    case 'CNAME':
      return { ...head, type, host: body.name() };
    case 'NS':
      return { ...head, type, host: body.name() };
    case 'MX':
      return { ...head, type, preference: body.uint16(), host: body.name() };
    case 'SRV':
      return {
        ...head,
        type,
        priority: body.uint16(),
        weight: body.uint16(),
        port: body.uint16(),
        host: body.name(),
      };
    case 'TXT':
      return { ...head, type, text: body.strings() };
    default:
      return unreachable(type);
  }
}

const TYPES: ReadonlyMap<number, RecordType> = new Map(
  // The keys of the table are its record types by its own type.
  (Object.keys(TYPE_NUMBERS) as RecordType[]).map((type) => [TYPE_NUMBERS[type], type]),
);
