/**
 * `npm run bench -- service`: how soon the real `godwit serve` answers, on its embedded database, while many mailboxes move.
 * Workers are a program that writes what real ones write, as often; clients ask route by route, each with a token of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { type FullProject, fillProject, openStoreIn } from '../test/service/full-project.ts';
import { startService } from '../test/walk/service-program.ts';

export interface ServiceBench {
  readonly mailboxes: number;
  readonly running: number;
  readonly clients: number;
  readonly streams: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** What is promised: 95 of 100 requests of each route are answered within this. */
const P95_MS_MAX = 100;
const MEMORY_MB_MAX = 400;
/** A client asks so often: below the limit of requests for one token. */
const ASK_EVERY_MS = 150;
/** Not counted: programs that have just started are slow once. */
const WARM_MS = 3000;
const FILL_CONNECTIONS = 3;

/** False when it was slower or larger than promised. */
export async function benchService(bench: ServiceBench): Promise<boolean> {
  const { say, clients, mailboxes, running, streams, seconds } = bench;
  const folder = mkdtempSync(join(tmpdir(), 'godwit-bench-service-'));
  try {
    await using open = await openStoreIn(folder, FILL_CONNECTIONS);
    const full = await fillProject(open.store, { mailboxes, running, tokens: clients });
    say(`${mailboxes} mailboxes, ${running} running; ${clients} clients, ${streams} streams of events, ${seconds} s`);
    const service = await startService(['serve', '--listen', '127.0.0.1:0', '--state', folder]);
    const workers = await startWorkers(folder, full);
    try {
      const cpuBefore = cpuSeconds(service.pid);
      const times = await askAll(service.url ?? '', full, bench);
      const isFast = reportTimes(times, say);
      const isSmall = reportMemory(service.pid, say);
      say(`processor: ${(cpuSeconds(service.pid) - cpuBefore).toFixed(1)} s of serve for ${answersIn(times)} answers`);
      say(await workers.end());
      return isFast && isSmall;
    } finally {
      await workers.end();
      await service.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Workers {
  /** Gives what they have to say for themselves. */
  end(): Promise<string>;
}

async function startWorkers(folder: string, full: FullProject): Promise<Workers> {
  const program = join(import.meta.dirname, '../test/service/scripted-workers.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let said = '';
  child.stdin.end(JSON.stringify(full));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      resolve();
    });
    child.once('close', () => reject(new Error('the workers ended')));
  });
  const end = async (): Promise<string> => {
    child.kill('SIGTERM');
    await ended;
    return `workers: ${said.trim().split('\n').at(-1)} times how far a mailbox is`;
  };
  return { end };
}

/** Addresses of the routes by what they are; each is asked as often as the others. */
function routesOf({ organisation, project, running }: FullProject): Readonly<Record<string, (turn: number) => string>> {
  const home = `/api/organisations/${organisation}`;
  const at = `${home}/projects/${project}`;
  const mailbox = (turn: number): string => running[turn % running.length] ?? '';
  return {
    nothing: () => '/api/nothing',
    project: () => at,
    projects: () => `${home}/projects`,
    'mailboxes, first page': () => `${at}/mailboxes`,
    'mailboxes by state': (turn) => `${at}/mailboxes?state=${['copying', 'attention', 'verified'][turn % 3]}`,
    'mailboxes by text': (turn) => `${at}/mailboxes?text=${['finch', 'heron', '0421'][turn % 3]}`,
    'mailboxes by problem': () => `${at}/mailboxes?problem=target.full&limit=50`,
    'mailboxes waiting': () => `${at}/mailboxes?waiting=true`,
    'mailboxes sorted': (turn) => `${at}/mailboxes?sort=${['-failed', '-lastActivityAt', '-name'][turn % 3]}`,
    'mailboxes, 500': () => `${at}/mailboxes?limit=500`,
    mailbox: (turn) => `${at}/mailboxes/${mailbox(turn)}`,
    'events, newest': () => `${at}/events?sort=-number`,
    'events of a mailbox': (turn) => `${home}/events?subjectId=${mailbox(turn)}`,
    'events by name': () => `${home}/events?name=bulk-copied`,
  };
}

type Times = ReadonlyMap<string, readonly number[]>;

async function askAll(url: string, full: FullProject, { clients, streams, seconds }: ServiceBench): Promise<Times> {
  const routes = Object.entries(routesOf(full));
  const times = new Map<string, number[]>(routes.map(([name]) => [name, []]));
  const over = new AbortController();
  const listening = Array.from({ length: streams }, (_none, number) => listen(url, full, number, over.signal));
  const began = performance.now();
  const until = began + WARM_MS + seconds * 1000;
  const ask = async (client: number): Promise<void> => {
    // Clients do not ask in step: people do not, and each answer would wait for those of all others.
    await systemClock.sleep((client * ASK_EVERY_MS) / clients, over.signal);
    for (let turn = client; performance.now() < until; turn++) {
      const [name, pathOf] = routes[turn % routes.length] ?? routes[0] ?? missing();
      const begin = performance.now();
      const headers = { authorization: `Bearer ${full.tokens[client]}` };
      const answer = await fetch(url + pathOf(turn), { headers });
      await answer.arrayBuffer();
      if (answer.status !== (name === 'nothing' ? 404 : 200)) throw new Error(`${name} answers ${answer.status}`);
      const end = performance.now();
      if (begin > began + WARM_MS) times.get(name)?.push(end - begin);
      await systemClock.sleep(Math.max(0, ASK_EVERY_MS - (end - begin)), over.signal);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_none, client) => ask(client)));
  over.abort();
  await Promise.all(listening);
  return times;
}

/** An open page: it reads what comes. */
async function listen(url: string, { organisation, tokens }: FullProject, number: number, over: AbortSignal) {
  const headers = { authorization: `Bearer ${tokens[number % tokens.length]}` };
  try {
    const answer = await fetch(`${url}/api/organisations/${organisation}/events/stream?after=30000`, {
      headers,
      signal: over,
    });
    if (answer.status !== 200) throw new Error(`a stream answers ${answer.status}`);
    for await (const _chunk of answer.body ?? []);
  } catch (error) {
    if (!over.aborted) throw error;
  }
}

function reportTimes(times: Times, say: (line: string) => void): boolean {
  say(`\n| ${'route'.padEnd(24)} | asked | p50 ms | p95 ms | p99 ms |`);
  say(`| ${'---'.padEnd(24)} | ---: | ---: | ---: | ---: |`);
  let isFast = true;
  for (const [name, taken] of times) {
    const sorted = taken.toSorted((one, other) => one - other);
    const at = (part: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
    const [p50, p95, p99] = [at(0.5), at(0.95), at(0.99)];
    if (!(p95 <= P95_MS_MAX)) isFast = false;
    say(`| ${name.padEnd(24)} | ${taken.length} | ${p50.toFixed(0)} | ${p95.toFixed(0)} | ${p99.toFixed(0)} |`);
  }
  say(isFast ? `\nwithin ${P95_MS_MAX} ms at p95: yes` : `\nwithin ${P95_MS_MAX} ms at p95: NO`);
  return isFast;
}

/** The most that `serve` ever had, without its database. */
function reportMemory(pid: number, say: (line: string) => void): boolean {
  const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const isSmall = kilobytes / 1024 <= MEMORY_MB_MAX;
  say(
    `memory of serve: ${(kilobytes / 1024).toFixed(0)} MB at most, ${MEMORY_MB_MAX} allowed: ${isSmall ? 'yes' : 'NO'}`,
  );
  return isSmall;
}

/** Of `serve` alone, user and system. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** What Linux counts in on every machine of today. */
const TICKS_PER_SECOND = 100;

function answersIn(times: Times): number {
  return [...times.values()].reduce((sum, { length }) => sum + length, 0);
}

function missing(): never {
  throw new Error('there are routes');
}
