/**
 * Asks name servers. Answers are kept for as long as the resolver lives: it is made for one look at one domain. Aliases are
 * followed, also where a server leaves that to us, and never in circles.
 */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { DnsError } from './errors.ts';
import { ALIASES_MAX, TRIES_MAX } from './limits.ts';
import { type Answer, readAnswer, writeQuestion } from './message.ts';
import { type DnsRecord, type RecordOf, type RecordType, TYPE_NUMBERS } from './records.ts';
import { askByTcp, askByUdp, type NameServer, nameOf } from './transport.ts';

export interface Found<Type extends RecordType> {
  /** Empty: there are none. */
  readonly records: readonly RecordOf<Type>[];
  /** True when the name itself is unknown, or the one that its aliases lead to. */
  readonly isNameUnknown: boolean;
  /** The aliases that were followed, in their order. */
  readonly aliases: readonly RecordOf<'CNAME'>[];
  /** True when a server that has the zone answered: then times to live are those of the zone. */
  readonly isAuthoritative: boolean;
}

export interface ResolverOptions {
  /** At least one; asked in their order. */
  readonly servers: readonly NameServer[];
  readonly clock: Clock;
  readonly random: Random;
}

const CODE_FOUND = 0;
const CODE_UNKNOWN_NAME = 3;
const CODE_REFUSED = 5;

export class DnsResolver {
  readonly #options: ResolverOptions;
  readonly #asked = new Map<string, Promise<Answer>>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  get servers(): string {
    return this.#options.servers.map(nameOf).join(', ');
  }

  /** Throws `DnsError`, or the signal's reason. */
  async look<Type extends RecordType>(name: string, type: Type, signal: AbortSignal): Promise<Found<Type>> {
    const aliases: RecordOf<'CNAME'>[] = [];
    let wanted = canonical(name);
    const seen = new Set([wanted]);
    let asked = wanted;
    for (;;) {
      const answer = await this.#answer(asked, type, signal);
      const records = answer.records.filter((one): one is RecordOf<Type> & DnsRecord => isOf(one, wanted, type));
      const alias = answer.records.find((one): one is RecordOf<'CNAME'> => isOf(one, wanted, 'CNAME'));
      if (records.length === 0 && alias !== undefined) {
        aliases.push(alias);
        const way = [...seen, alias.host].join(' → ');
        if (seen.has(alias.host)) throw new DnsError('alias-loop', `${way} goes round in circles`);
        if (aliases.length > ALIASES_MAX) throw new DnsError('alias-loop', `${way} does not end`);
        wanted = alias.host;
        seen.add(wanted);
      } else if (records.length === 0 && asked !== wanted) {
        // The server went no further along the aliases.
        asked = wanted;
      } else {
        const isNameUnknown = answer.code === CODE_UNKNOWN_NAME;
        return { records, isNameUnknown, aliases, isAuthoritative: answer.isAuthoritative };
      }
    }
  }

  #answer(name: string, type: RecordType, signal: AbortSignal): Promise<Answer> {
    const key = `${type} ${name}`;
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    const asking = this.#ask(name, type, signal);
    this.#asked.set(key, asking);
    return asking;
  }

  /** Every server in turn, and all of them again; a server that knows the answer ends it. */
  async #ask(name: string, type: RecordType, signal: AbortSignal): Promise<Answer> {
    const { servers } = this.#options;
    let last: unknown = null;
    for (let at = 0; at < servers.length * TRIES_MAX; at++) {
      const server = servers[at % servers.length];
      if (server === undefined) break;
      signal.throwIfAborted();
      try {
        return await this.#askServer(server, name, type, signal);
      } catch (error) {
        if (!(error instanceof DnsError)) throw error;
        last = error;
      }
    }
    throw last;
  }

  async #askServer(server: NameServer, name: string, type: RecordType, signal: AbortSignal): Promise<Answer> {
    const { clock, random } = this.#options;
    const id = random.int(0x1_0000);
    const question = writeQuestion({ id, name, type });
    const accept = (bytes: Buffer): Answer | null => {
      // Not ours: late, or sent by somebody who guesses. It is waited past.
      if (bytes.length < 2 || bytes.readUInt16BE(0) !== id) return null;
      const answer = readAnswer(bytes);
      const asked = answer.question;
      return asked === null || (asked.name === name && asked.type === TYPE_NUMBERS[type]) ? answer : null;
    };
    const short = await askByUdp(server, question, accept, clock, signal);
    const answer = short.isCut ? await askByTcp(server, question, accept, clock, signal) : short;
    const { code } = answer;
    if (code === CODE_FOUND || code === CODE_UNKNOWN_NAME) return answer;
    if (code === CODE_REFUSED) throw new DnsError('refused', `${nameOf(server)} refused to answer for ${name}`);
    throw new DnsError('server-failed', `${nameOf(server)} could not find out about ${name} (code ${code})`);
  }
}

function isOf(record: DnsRecord, name: string, type: RecordType): boolean {
  return record.type === type && record.name === name;
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
