/** Runs one program to its end and says what it used. CPU and memory need Linux; elsewhere they are null. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';

export interface Measured {
  /** Null when it was killed for taking too long. */
  readonly exitCode: number | null;
  readonly wallMs: number;
  /** User and system time of the program and of everything it started and waited for. */
  readonly cpuSeconds: number | null;
  /** Of the program alone, without what it started. */
  readonly peakMegabytes: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** A folder of its own: the working folder, HOME, and where its output goes. */
  readonly folder: string;
  readonly secondsMax: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function measure(program: Program): Promise<Measured> {
  const outPath = join(program.folder, 'stdout');
  const [out, error] = [openSync(outPath, 'w'), openSync(join(program.folder, 'stderr'), 'w')];
  // The shell's own `time` knows what a program and its children used to the millisecond; its pipe is file 3.
  const script = 'TIMEFORMAT="%U %S"; { time "$@" 1>&4 2>&5; } 2>&3';
  const begin = performance.now();
  const child = spawn('bash', ['-c', script, 'bash', program.command, ...program.args], {
    cwd: program.folder,
    env: { ...process.env, HOME: program.folder, ...program.environment },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', out, error],
    detached: true,
  });
  let times = '';
  child.stdio[3]?.on('data', (bytes: Buffer) => {
    times += bytes.toString();
  });
  const over = new AbortController();
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const peak = watchMemory(child.pid ?? 0, over.signal);
  const limit = killLate(child.pid ?? 0, program.secondsMax, over.signal);
  const exitCode = await ended;
  const wallMs = performance.now() - begin;
  over.abort();
  closeSync(out);
  closeSync(error);
  const cpu = times.trim().split(/\s+/).map(Number);
  return {
    exitCode: (await limit) ? null : exitCode,
    wallMs,
    cpuSeconds: cpu.length === 2 && cpu.every(Number.isFinite) ? cpu.reduce((sum, one) => sum + one, 0) : null,
    peakMegabytes: await peak,
    stdout: readFileSync(outPath, 'utf8'),
    stderr: readFileSync(join(program.folder, 'stderr'), 'utf8'),
  };
}

/** Asks the system again and again for the highest memory of the shell's one child, which it knows until the child is gone. */
async function watchMemory(shell: number, over: AbortSignal): Promise<number | null> {
  let peak: number | null = null;
  while (await paused(20, over)) {
    const [child] = childrenOf(shell);
    const kilobytes = child === undefined ? undefined : /VmHWM:\s+(\d+)/.exec(procText(`${child}/status`))?.[1];
    if (kilobytes !== undefined) peak = Math.max(peak ?? 0, Number(kilobytes) / 1024);
  }
  return peak;
}

/** True when it had to end the program, with everything the program started. */
async function killLate(shell: number, secondsMax: number, over: AbortSignal): Promise<boolean> {
  if (!(await paused(secondsMax * 1000, over))) return false;
  process.kill(-shell, 'SIGKILL');
  return true;
}

/** False when it was over before. */
async function paused(ms: number, over: AbortSignal): Promise<boolean> {
  try {
    await systemClock.sleep(ms, over);
    return true;
  } catch (error) {
    if (over.aborted) return false;
    throw error;
  }
}

function childrenOf(pid: number): readonly number[] {
  return procText(`${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function procText(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return ''; // the program is gone, or this is not Linux
    throw error;
  }
}
