/**
 * The bare pump: what two IMAP servers and the wire between them allow. It streams every FETCH into MULTIAPPEND with
 * LITERAL+, holds no message whole, keeps no state, proves nothing and recovers from nothing. No code of the product.
 *
 *   node bench/pump.ts --source PORT:USER --target PORT:USER --password P --ca FILE [--pairs 1]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Endpoint, PumpLine } from './pump-line.ts';

/** Messages in one MULTIAPPEND; more gains nothing with Dovecot. */
const BATCH_MESSAGES = 500;

/** Gives the number of messages that were moved. */
export async function pump(source: Endpoint, target: Endpoint, pairs: number): Promise<number> {
  const names = await prepareFolders(source, target);
  const moved = await Promise.all(Array.from({ length: pairs }, () => pumpFolders(source, target, names)));
  return moved.reduce((sum, one) => sum + one, 0);
}

async function prepareFolders(source: Endpoint, target: Endpoint): Promise<string[]> {
  const names: string[] = [];
  const [from, to] = await Promise.all([PumpLine.open(source), PumpLine.open(target)]);
  from.listener = {
    line: (text) => {
      const name = /^\* LIST \((?![^)]*\\(?:Noselect|NonExistent))[^)]*\) (?:"."|NIL) (.*)$/i.exec(text)?.[1];
      if (name !== undefined) names.push(name);
    },
  };
  await from.command('LIST "" "*"');
  await Promise.all(names.filter((name) => name !== 'INBOX').map((name) => to.command(`CREATE ${name}`)));
  from.end();
  to.end();
  return names;
}

async function pumpFolders(source: Endpoint, target: Endpoint, names: string[]): Promise<number> {
  const [from, to] = await Promise.all([PumpLine.open(source), PumpLine.open(target)]);
  let moved = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    let isEmpty = false;
    from.listener = {
      line: (text) => {
        isEmpty ||= text === '* 0 EXISTS';
      },
    };
    await from.command(`EXAMINE ${name}`);
    if (isEmpty) continue;
    const appending = new Appending(from, to, name);
    from.listener = appending;
    await from.command('FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])');
    moved += await appending.finish();
  }
  from.end();
  to.end();
  return moved;
}

/** Turns the answers of one FETCH into MULTIAPPENDs of one folder, without waiting for any of them until the end. */
class Appending {
  readonly #from: PumpLine;
  readonly #to: PumpLine;
  readonly #name: string;
  readonly #answers: Promise<string>[] = [];
  #inBatch = 0;
  #moved = 0;
  #isFull = false;

  constructor(from: PumpLine, to: PumpLine, name: string) {
    this.#from = from;
    this.#to = to;
    this.#name = name;
  }

  literal(before: string, bytes: number): void {
    const flags = (/FLAGS \(([^)]*)\)/.exec(before)?.[1] ?? '').replace(/ ?\\Recent/, '');
    const date = /INTERNALDATE ("[^"]+")/.exec(before)?.[1] ?? '';
    // What arrived together leaves together: one record on the wire rather than three for each small message.
    this.#to.socket.cork();
    process.nextTick(() => this.#to.socket.uncork());
    if (this.#inBatch === 0) {
      const { tag, answer } = this.#to.begin();
      answer.catch(() => undefined); // it is looked at when all are awaited
      this.#answers.push(answer);
      this.#to.socket.write(`${tag} APPEND ${this.#name}`);
    }
    this.#to.socket.write(` (${flags}) ${date} {${bytes}+}\r\n`);
    this.#inBatch += 1;
    this.#moved += 1;
  }

  part(bytes: Buffer): void {
    if (this.#to.socket.write(bytes) || this.#isFull) return;
    this.#isFull = true;
    this.#from.socket.pause();
    this.#to.socket.once('drain', () => {
      this.#isFull = false;
      this.#from.socket.resume();
    });
  }

  /** The closing parenthesis of one message. */
  line(text: string): void {
    if (text === ')' && this.#inBatch >= BATCH_MESSAGES) this.#endBatch();
  }

  async finish(): Promise<number> {
    if (this.#inBatch > 0) this.#endBatch();
    await Promise.all(this.#answers);
    return this.#moved;
  }

  #endBatch(): void {
    this.#inBatch = 0;
    this.#to.socket.write('\r\n');
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: 'string', default: '' },
      target: { type: 'string', default: '' },
      password: { type: 'string', default: '' },
      ca: { type: 'string', default: '' },
      pairs: { type: 'string', default: '1' },
    },
  });
  const ca = readFileSync(values.ca, 'utf8');
  const endpoint = (text: string): Endpoint => {
    const [port = '', user = ''] = text.split(':');
    return { port: Number(port), user, password: values.password, ca };
  };
  const begin = performance.now();
  const messages = await pump(endpoint(values.source), endpoint(values.target), Number(values.pairs));
  console.log(JSON.stringify({ messages, copyMs: Math.round(performance.now() - begin) }));
}

if (import.meta.main) await main();
