/** Runs a command line with everything around it made up: no server, no database, a clock that only moves by sleeping. */
import { join } from 'node:path';
import { instant } from '../../src/base/clock.ts';
import { jsonLog } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { describeSources } from '../../src/cli/address.ts';
import type { Machinery, SurveyJob } from '../../src/cli/machinery.ts';
import type { MoveReport } from '../../src/cli/move-report.ts';
import { type ProgramDeps, runProgram } from '../../src/cli/program.ts';
import { PLAIN } from '../../src/cli/terminal.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { surveyMailbox } from '../../src/plan/survey.ts';
import { MemoryMailbox, memorySource } from '../../src/source/memory.ts';
import { fakeClock } from '../fake-clock.ts';

/** Each program that is started draws other ids, as real ones do. */
let seeds = 1;

export const SOURCE = ['--source', 'imaps://bob%40example.com@imap.example.com'];
export const TARGET = ['--target', 'ews+https://mail.example.com/EWS/Exchange.asmx?mailbox=bob@example.com'];
export const nothing = { seen: 0, intended: 0, copied: 0, verified: 0, skipped: 0, failed: 0, gone: 0 };
export const proven: MoveReport = {
  source: 'bob@example.com@imap.example.com',
  target: 'bob@example.com@mail.example.com',
  items: { ...nothing, verified: 4812 },
  bytes: { ...nothing, verified: 371_000_000 },
  itemsWritten: 4812,
  bytesWritten: 371_000_000,
  itemsUpdated: 0,
  itemsMoved: 0,
  itemsRemoved: 0,
  itemsAdopted: 0,
  losses: [],
  folders: [{ source: 'INBOX', target: 'Inbox', items: nothing }],
  renames: [],
  leftOut: [],
  exceptions: [],
  exceptionsCount: 0,
  startMs: 300,
  copyMs: 72_000,
  verifyMs: 41_000,
  grade: 'verified',
  reports: { html: '/reports/report.html', json: '/reports/report.json', csv: '/reports/exceptions.csv' },
};

/** Two folders: one message fits, one is too large, one folder is renamed. */
export async function sampleSurvey(): ReturnType<Machinery['survey']> {
  const mailbox = new MemoryMailbox();
  mailbox.addFolder(['INBOX'], 'inbox');
  mailbox.addFolder(['Invoices 2020/2021']);
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(40), receivedAt: instant(Date.UTC(2019, 2, 4)) });
  mailbox.add(['INBOX'], { bytes: Buffer.alloc(1000), receivedAt: instant(Date.UTC(2020, 0, 1)) });
  const traits = {
    kinds: new Set(['message'] as const),
    itemBytesMax: 500,
    folderNameMax: 255,
    folderNameForbids: /[/]/gu,
    folderNamesFold: true,
    folderDepthMax: 300,
    marks: 'inside',
    doubtRestMs: 0,
    keepsKeyword: () => true,
  } as const;
  const plan = { existing: [], traits, policy: DEFAULT_POLICY, destination: null, measured: [] } as const;
  return surveyMailbox([memorySource(mailbox)], plan, () => undefined, new AbortController().signal);
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  readonly log: string;
}

const unexpected = async (job: SurveyJob): Promise<never> => {
  throw new Error(`nobody asked for ${describeSources(job.sources)}`);
};
const uncalled = async (): Promise<never> => {
  throw new Error('nobody asked for that');
};

/** Fails when a command asks for what its test did not expect. */
const NOTHING_EXPECTED: Machinery = {
  survey: unexpected,
  inventory: uncalled,
  writeInventory: uncalled,
  writeContactTables: uncalled,
  check: uncalled,
  copy: unexpected,
  verify: unexpected,
  advise: uncalled,
  prepare: uncalled,
  plan: uncalled,
  simulate: uncalled,
  serve: uncalled,
  doctor: uncalled,
  rotateKey: uncalled,
  operatorLink: uncalled,
  web: () => uncalled,
  backup: uncalled,
  restore: uncalled,
};

/** The password of each side stands in the environment. */
export async function run(
  args: readonly string[],
  machinery: Partial<Machinery>,
  more: Partial<ProgramDeps> = {},
): Promise<Ended> {
  const written = { out: '', errors: '', log: '' };
  const clock = fakeClock();
  const write = (line: string): void => {
    written.log += line;
  };
  const code = await runProgram(args, {
    terminal: {
      out: (text) => void (written.out += text),
      error: (text) => void (written.errors += text),
      isLive: false,
      columns: () => 80,
      outColumns: () => null,
      paint: PLAIN,
    },
    clock,
    random: seededRandom(seeds++),
    environment: {
      GODWIT_SOURCE_PASSWORD: 'source-secret',
      GODWIT_TARGET_PASSWORD: 'target-secret',
      XDG_STATE_HOME: 'state',
    },
    ask: null,
    askLine: null,
    onSignal: () => () => undefined,
    machinery: { ...NOTHING_EXPECTED, ...machinery },
    openLog: (at) => ({ log: jsonLog(write, () => clock.now()), path: join(at, 'godwit.log') }),
    version: '9.9.9',
    demo: { open: () => Promise.reject(new Error('nobody asked for a demo')) },
    ...more,
  });
  return { code, ...written };
}
