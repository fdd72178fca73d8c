/** The HTTP interface with an organisation of its own, and a worker that does a job when a test says so. */
import { silentLog } from '../../src/base/log.ts';
import { systemRandom as random } from '../../src/base/random.ts';
import { doJob, type JobDeps } from '../../src/work/do-job.ts';
import { freshDatabase } from '../setup/database.ts';
import { apiRig, firstOperator, mailboxBody, newOrganisation } from './api.ts';
import { type Script, scriptedEngine } from './engine.ts';
import { testStore } from './store.ts';

const never = new AbortController().signal;

export async function workedApi() {
  const store = testStore(await freshDatabase());
  const rig = await apiRig(store);
  const { api, clock } = rig;
  const operator = await firstOperator(rig);
  const { admin, url } = await newOrganisation(api, operator, 'Mine');

  /** What the administrator is answered. */
  const look = async (at: string) => (await admin.ask('GET', at)).json();

  /** A draft with these mailboxes, all of them as paths. */
  const draft = async (name: string, names: readonly string[]) => {
    const project = `${url}/projects/${(await admin.ask('POST', `${url}/projects`, { name })).json().id}`;
    const mailboxes: string[] = [];
    for (const one of names) {
      const [made] = (await admin.ask('POST', `${project}/mailboxes`, mailboxBody(one))).json();
      mailboxes.push(`${project}/mailboxes/${made.id}`);
    }
    return { project, mailboxes };
  };

  /** Those that were ever given out for the mailbox with this path. */
  const jobsOf = (mailbox: string) => store.jobs.filter((one) => mailbox.endsWith(one.mailbox));

  const depsOf = (engine = scriptedEngine(), stopping = never): JobDeps => {
    const program = { log: silentLog, worker: 'w', perHostMax: () => 99 };
    return { store, engine, clock, random, ...program, stopping, signal: never };
  };

  /** Does the last of them, if there is one; gives what the engine was asked for. */
  const work = async (mailbox: string, script: Script = {}, stopping = never): Promise<readonly string[]> => {
    const engine = scriptedEngine(script);
    const job = jobsOf(mailbox).at(-1);
    if (job !== undefined) await doJob(job, never, depsOf(engine, stopping));
    return engine.calls;
  };

  return { ...rig, store, operator, admin, url, look, draft, jobsOf, depsOf, work };
}
