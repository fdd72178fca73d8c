/** How far a project is, until it is at its end: the line of `godwit copy`, with the numbers of the service. */
import { instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Answer } from '../../client/client.ts';
import { EXIT } from '../exit.ts';
import { shown } from '../format.ts';
import { type LineState, progressLine, progressSentence } from '../progress-line.ts';
import { listenForStop } from '../stop.ts';
import { countsText } from './actions-text.ts';
import type { InProject } from './names.ts';
import type { Remote } from './remote.ts';
import type { Said } from './remote-command.ts';

/** The service measures about so often. */
const LOOK_EVERY_MS = 2000;
const OVER = ['completed', 'handover', 'verified', 'decommissioning', 'closed', 'failed', 'cancelled', 'rolled-back'];
const WELL_OVER = OVER.slice(0, 5);

type Project = Answer<'getProject'>;

/** Ends with 2 where items or mailboxes were left behind. Throws `run.interrupted` on Ctrl-C: the service goes on. */
export async function watchProject({ client, command }: Remote, path: InProject): Promise<Said> {
  const { clock, onSignal, terminal } = command;
  const stop = listenForStop({ clock, onSignal, say: () => undefined });
  const draw = drawer(command);
  try {
    for (;;) {
      const project = await client.call('getProject', { path });
      draw(project);
      if (OVER.includes(project.state)) return end(project);
      await clock.sleep(LOOK_EVERY_MS, stop.stopping);
    }
  } catch (error) {
    if (!stop.stopping.aborted) throw error;
    throw new Failure('run.interrupted', {}, { cause: error });
  } finally {
    stop.close();
    if (terminal.isLive) terminal.error('\r\x1b[K');
  }
}

function end(project: Project): Said {
  const { name, state, mailboxes, progress } = project;
  const isWhole = WELL_OVER.includes(state) && progress.itemsFailed === 0 && (mailboxes.partial ?? 0) === 0;
  const text = `${isWhole ? '✓' : '!'} ${shown(name)} is ${state}: ${countsText(mailboxes)}.\n`;
  return { json: project, text, exit: isWhole ? EXIT.proven : EXIT.withExceptions };
}

function drawer({ terminal, clock }: Remote['command']): (project: Project) => void {
  let told = '';
  return (project) => {
    const state = stateOf(project);
    if (terminal.isLive) {
      terminal.error(`\r${progressLine(state, clock.now(), terminal.columns() - 1)}\x1b[K`);
      return;
    }
    const sentence = `${shown(project.state)}: ${progressSentence(state, clock.now())}`;
    if (sentence !== told) terminal.error(`${sentence}\n`);
    told = sentence;
  };
}

/** Pace and rest are those that the service has measured. */
function stateOf({ progress, total, rate, end, state, mailboxes }: Project): LineState {
  const isCopied = progress.itemsCopied > 0 && (mailboxes.verifying ?? 0) > 0 && (mailboxes.copying ?? 0) === 0;
  const done = isCopied
    ? { items: progress.itemsVerified, bytes: progress.bytesVerified }
    : { items: progress.itemsCopied, bytes: progress.bytesCopied };
  return {
    phase: isCopied ? 'verifying' : state === 'running' ? 'copying' : 'starting',
    wanted: total ?? { items: progress.itemsFound, bytes: progress.bytesFound },
    done,
    exceptions: progress.itemsFailed,
    waiting: null,
    isStopping: false,
    pace: () => rate,
    rest: (now) => {
      if (end === null) return null;
      const [earliest, latest] = [instant(Date.parse(end.earliest)), instant(Date.parse(end.latest))];
      return { lowMs: Math.max(0, earliest - now), highMs: Math.max(0, latest - now) };
    },
  };
}
