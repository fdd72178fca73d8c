/** Projects that are led by their tickets: what a test of them says and sees, over the interface. */
import { instant } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { lookAtTheClock } from '../../src/work/schedule.ts';
import { type Administered, type Asker, askerWith, mailboxBody, type Rig } from './api.ts';
import { done, signedIn } from './filled-organisation.ts';
import { workedApi } from './worked-api.ts';

/** A Monday, in the morning. */
export const MONDAY = instant(Date.parse('2026-11-23T08:00:00Z'));

interface Entry {
  readonly number: number;
  readonly author: { readonly is: string; readonly name: string };
  readonly text: string;
  readonly part: { readonly is: string; readonly kind?: string; readonly facts?: Readonly<Record<string, string>> };
}

export async function ticketStage() {
  const rig = await workedApi();
  const { clock, store } = rig;
  clock.advance(MONDAY - clock.now());
  const [operator, admin] = [lasting(rig, 'operator@godwit.example'), lasting(rig, 'admin@mine.example')];
  const own = { admin, url: rig.url };

  const lookAtClock = () => lookAtTheClock({ store, clock, random: systemRandom, log: silentLog, worker: 'clock' });

  const drafted = (place: Place = own, names: readonly string[] = ['ann@example.com']) => newDraft(place, names);

  /** The move can be asked for. */
  const ready = async (place = own, names?: readonly string[]) => {
    const made = await drafted(place, names);
    const { admin, url } = made;
    for (const one of made.mailboxes) await done(admin.ask('POST', `${one}/acts`, { act: 'finish-preparing' }));
    for (const act of ['assess', 'decide', 'finish-preparing']) await done(admin.ask('POST', `${url}/acts`, { act }));
    const { domains } = await done(admin.ask('GET', `${url}/domains`));
    for (const { domain } of domains as { domain: string }[]) {
      await done(admin.ask('PUT', `${url}/domains/${domain}`, { is: 'passed', reason: 'godwit check' }));
    }
    return made;
  };

  /** The plan was asked for and sent. */
  const planned = async (place = own, names?: readonly string[]) => {
    const made = await ready(place, names);
    await made.say(made.admin, 'request', {});
    await made.say(operator, 'plan', {});
    return made;
  };

  return { ...rig, operator, admin, drafted, ready, planned, lookAtClock };
}

let projects = 0;

type Place = Pick<Administered, 'admin' | 'url'>;

/** A draft with mailboxes, whose clock is that of Berlin. */
async function newDraft({ admin, url: organisation }: Place, names: readonly string[]) {
  const { id } = await done(admin.ask('POST', `${organisation}/projects`, { name: `Move ${projects++}` }));
  const url = `${organisation}/projects/${String(id)}`;
  const mailboxes: string[] = [];
  for (const name of names) {
    const [made] = (await admin.ask('POST', `${url}/mailboxes`, mailboxBody(name))).json();
    mailboxes.push(`${url}/mailboxes/${made.id}`);
  }
  const settings = await done(admin.ask('GET', `${url}/settings`));
  await done(admin.ask('PUT', `${url}/settings`, { ...settings, timeZone: 'Europe/Berlin', reason: null }));
  const say = async (who: Asker, route: string, body: object) => {
    const answer = await who.ask('POST', `${url}/ticket/${route}`, body);
    if (answer.statusCode !== 200) throw new Error(`${route}: ${answer.body}`);
    return answer.json();
  };
  const ticket = async () => (await admin.ask('GET', `${url}/ticket/state`)).json();
  const project = async () => (await admin.ask('GET', url)).json();
  const entries = async (): Promise<readonly Entry[]> =>
    (await done(admin.ask('GET', `${url}/ticket?limit=500`)))['items'] as Entry[];
  const notices = async () => (await entries()).flatMap(({ part }) => part.kind ?? []);
  return { admin, url, mailboxes, mailbox: mailboxes[0] ?? '', say, ticket, project, entries, notices };
}

/** Sessions end after hours, and in these tests weeks go by: whoever is told so signs in again. */
export function lasting(rig: Rig, address: string, headers: Readonly<Record<string, string>> = {}): Asker {
  let who: Asker | null = null;
  const fresh = async () => askerWith(rig.api, { ...headers, cookie: await signedIn(rig, address) });
  return {
    ask: async (...asked) => {
      who ??= await fresh();
      const answer = await who.ask(...asked);
      if (answer.statusCode !== 401) return answer;
      who = await fresh();
      return who.ask(...asked);
    },
    with: (more) => lasting(rig, address, { ...headers, ...more }),
    send: async (...asked) => (await fresh()).send(...asked),
  };
}
