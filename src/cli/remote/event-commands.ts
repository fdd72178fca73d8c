/** `godwit event …`: what happened in an organisation, and what happens. */
import { Failure } from '../../base/problem.ts';
import type { Answer } from '../../client/client.ts';
import { readEvents } from '../../client/read-events.ts';
import { shown } from '../format.ts';
import { listenForStop } from '../stop.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import { type RemoteCommand, SAID_ALREADY, type Said } from './remote-command.ts';
import type { Column } from './rows.ts';

/** After a stream that broke, as the service asks for. */
const AGAIN_AFTER_MS = 3000;

export const EVENT_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'event list',
    says: 'what happened; with --project, in that project alone',
    options: ['organisation', 'project', 'since', 'sort', 'limit'],
    run: async (remote) => {
      const { client, names, options } = remote;
      const { since, project } = options;
      if (project === undefined) {
        const path = await names.organisation();
        return listed(
          remote,
          (query) => client.call('listEvents', { path, query: { ...query, since } }),
          EVENT_COLUMNS,
        );
      }
      const path = await names.project();
      return listed(
        remote,
        (query) => client.call('listProjectEvents', { path, query: { ...query, since } }),
        EVENT_COLUMNS,
      );
    },
  },
  {
    words: 'event follow',
    says: 'what happens from now on, until Ctrl-C; goes on by itself where the line breaks',
    options: ['organisation', 'project', 'after'],
    run: followEvents,
  },
];

type Event = Answer<'listEvents'>['items'][number];
const EVENT_COLUMNS: readonly Column<Event>[] = [
  ['number', ({ number }) => number],
  ['at', ({ at }) => at],
  ['who', ({ actor }) => ('worker' in actor ? 'godwit' : actor.is)],
  ['what', ({ subject, name }) => `${subject} ${name}`],
  ['which', ({ subjectId }) => subjectId],
  ['became', ({ to }) => to],
  ['reason', ({ reason }) => reason],
];

async function followEvents(remote: Remote): Promise<Said> {
  const { client, names, options, command } = remote;
  const path = await names.organisation();
  const project = options.project === undefined ? undefined : (await names.project()).project;
  const { clock, onSignal } = command;
  const stop = listenForStop({ clock, onSignal, say: () => undefined });
  let last = options.after ?? (await lastNumber(remote, path));
  try {
    for (;;) {
      const asked = { path, query: { project } };
      const stream = await client.open('streamEvents', asked, { lastEventId: last, signal: stop.stopping });
      last = await tell(stream, last, remote, stop.stopping);
      await clock.sleep(AGAIN_AFTER_MS, stop.stopping);
    }
  } catch (error) {
    if (!stop.stopping.aborted) throw error;
    return SAID_ALREADY;
  } finally {
    stop.close();
  }
}

/** Until the stream ends or breaks; gives the number of the last event. */
async function tell(
  stream: ReadableStream<Uint8Array>,
  first: number,
  { command }: Remote,
  stopping: AbortSignal,
): Promise<number> {
  const { terminal, isJson } = command;
  let last = first;
  try {
    for await (const { id, text } of readEvents(stream)) {
      const event = eventOf(text);
      terminal.out(`${isJson ? JSON.stringify(event) : lineOf(event)}\n`);
      last = Number(id);
    }
  } catch (error) {
    // A line that breaks is asked for anew, behind what was seen; what is no event is somebody else's.
    if (stopping.aborted || error instanceof Failure || !(error instanceof Error)) throw error;
  }
  return last;
}

function lineOf(event: Event): string {
  return EVENT_COLUMNS.flatMap(([, cell]) => cell(event) ?? [])
    .map((text) => shown(String(text)))
    .join('  ');
}

function eventOf(text: string): Event {
  try {
    return JSON.parse(text); // as the service sends it
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Failure('service.silent', { url: 'that address', reason: 'what came is no event.' }, { cause: error });
  }
}

async function lastNumber({ client }: Remote, path: { readonly organisation: string }): Promise<number> {
  const { items } = await client.call('listEvents', { path, query: { sort: '-number', limit: 1 } });
  return items[0]?.number ?? 0;
}
