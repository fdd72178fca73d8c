/** Does what a test of sequences says, as whoever it says, and judges each answer by what was said before. */
import type { LightMyRequestResponse } from 'fastify';
import { unreachable } from '../../src/base/assert.ts';
import { MAILBOX } from '../../src/model/mailbox-states.ts';
import { PROJECT } from '../../src/model/project-states.ts';
import { type Action, inWords } from '../../src/model/states.ts';
import { WAVE } from '../../src/model/wave-states.ts';
import type { Step, TicketWord } from './acts.ts';
import type { World } from './acts-world.ts';

const MACHINES = { project: PROJECT, wave: WAVE, mailbox: MAILBOX } as const;
/** What ends everything is rare, so that something is left to happen. */
const DRASTIC = ['cancel', 'roll-back', 'fail', 'release'];

/** Does it. `isAlone` where nothing else happens meanwhile, so that what was said before holds. Throws for what is wrong. */
export async function doStep(step: Step, world: World, isAlone = true): Promise<void> {
  const { url, waves, mailboxes } = world;
  switch (step.do) {
    case 'act':
      return act(step, world, isAlone);
    case 'act on many':
      return actOnMany(step, world, isAlone);
    case 'assign': {
      const body = {
        wave: step.wave === null ? null : waves[step.wave],
        mailboxes: step.mailboxes.map((at) => mailboxes[at]),
      };
      return judge(step, world, await world.as(step.by).ask('POST', `${url}/assignments`, body));
    }
    case 'say':
      return say(step, world, isAlone);
    case 'plan':
    case 'set':
    case 'note the domain':
    case 'black out':
    case 'hand in a password':
      return judge(step, world, await change(step, world));
    case 'work':
      await world.work(step.which, step.ending, async () => {
        if (step.during !== null) await doStep(step.during, world, false);
      });
      return;
    case 'pass':
      world.told.push(`${step.hours} hours pass`);
      return world.pass(step.hours);
    case 'at once':
      await Promise.all([doStep(step.one, world, false), doStep(step.other, world, false)]);
  }
}

type Change = Extract<Step, { do: 'plan' | 'set' | 'note the domain' | 'black out' | 'hand in a password' }>;

/** What else somebody changes while things move. */
async function change(step: Change, world: World): Promise<LightMyRequestResponse> {
  const { url, waves, mailboxes } = world;
  const asker = world.as(step.by, step.do === 'hand in a password' ? step.mailbox : 0);
  const at = (hours: number): string => new Date(world.now() + hours * 3_600_000).toISOString();
  switch (step.do) {
    case 'plan': {
      const startsAt = step.startsIn === null ? null : at(step.startsIn);
      const cutOverAt = step.cutOverIn === null ? null : at(step.cutOverIn);
      return asker.ask('PATCH', `${url}/waves/${waves[step.wave]}`, { startsAt, cutOverAt });
    }
    case 'set': {
      const now = (await asker.ask('GET', `${url}/settings`)).json();
      return asker.ask('PUT', `${url}/settings`, { ...now, deltaEveryHours: step.deltaEveryHours, reason: 'why' });
    }
    case 'note the domain':
      return asker.ask('PUT', `${url}/domains/example.com`, { is: 'waived', reason: 'why' });
    case 'black out': {
      const span = { is: 'once', from: at(0), until: at(step.hours) };
      return asker.ask('POST', `${url}/blackouts`, { reason: 'backups', span });
    }
    case 'hand in a password': {
      const own = step.by === 'user' ? '/api/user/mailbox' : `${url}/mailboxes/${mailboxes[step.mailbox]}`;
      return asker.ask('PUT', `${own}/passwords/source`, { password: 'another' });
    }
    default:
      return unreachable(step);
  }
}

const TICKET_ACTS: Readonly<Record<TicketWord, string | null>> = {
  request: 'request',
  plan: 'send-plan',
  questions: null,
  answer: 'answer',
  alternatives: 'propose-alternative',
  confirmation: 'confirm-date',
};

/** Says it in the ticket. What the ticket said before that it could not be, is refused with that. */
async function say(step: Extract<Step, { do: 'say' }>, world: World, isAlone: boolean): Promise<void> {
  const asker = world.as(step.by);
  const { actions, planVersion } = (await asker.ask('GET', `${world.url}/ticket/state`)).json();
  const what = wordOf(step.what, actions);
  const at = new Date(world.now() + step.inDays * 86_400_000).toISOString();
  const whole = { acknowledged: { version: planVersion ?? 1, name: 'Ada' }, addresses: 'all' };
  const bodies: Readonly<Record<TicketWord, object>> = {
    request: {},
    plan: {},
    questions: { text: 'Why?' },
    answer: { wished: { at }, ...(step.isWhole ? whole : {}) },
    alternatives: { dates: [at], text: 'why' },
    confirmation: {},
  };
  const answer = await asker.ask('POST', `${world.url}/ticket/${what}`, bodies[what]);
  judge({ ...step, what }, world, answer);
  const name = TICKET_ACTS[what];
  if (!isAlone || name === null) return;
  const said = (actions as readonly Action[]).find((action) => action.name === name);
  if (said?.allowed === true) return;
  const why = said?.why ?? 'Only ';
  if (answer.statusCode !== 409 || !answer.json().title.includes(why)) {
    throw new Error(`${name} was said to be refused (${why}), and: ${answer.statusCode} ${answer.body}`);
  }
}

function wordOf(what: TicketWord | number, actions: readonly Action[]): TicketWord {
  if (typeof what === 'string') return what;
  const open = Object.entries(TICKET_ACTS).filter(([, act]) => actions.some((one) => one.name === act && one.allowed));
  const [word] = open[what % Math.max(1, open.length)] ?? ['questions'];
  return word as TicketWord; // a key of the table above
}

/** What is refused says why, and nothing is a defect. */
function judge(step: Step, { told }: World, answer: LightMyRequestResponse): void {
  const { title = '' } = answer.statusCode < 300 ? {} : answer.json();
  told.push(`${JSON.stringify(step)} → ${answer.statusCode} ${title}`);
  if (answer.statusCode < 300) return;
  if (![404, 409, 422].includes(answer.statusCode)) throw new Error(`nobody may be answered so: ${answer.body}`);
  if (!/^[A-Z].+\.$/.test(title)) throw new Error(`a refusal without a sentence: ${answer.body}`);
}

async function act(step: Extract<Step, { do: 'act' }>, world: World, isAlone: boolean): Promise<void> {
  const asker = world.as(step.by, step.which);
  const one = addressOf(step, world);
  const { actions } = (await asker.ask('GET', one)).json() as { actions: readonly Action[] };
  const open = actions.filter(
    ({ name, allowed: is }) => is && name in MACHINES[step.on].events && !DRASTIC.includes(name),
  );
  const name = typeof step.act === 'string' ? step.act : open[step.act % Math.max(1, open.length)]?.name;
  if (name === undefined) return;
  const answer = await asker.ask('POST', `${one}/acts`, {
    act: name,
    ...(step.by === 'user' ? {} : { reason: step.reason ? 'why' : null }),
  });
  if (answer.statusCode === 400 && step.by === 'user') return; // no act of users
  judge({ ...step, act: name }, world, answer);
  if (isAlone) compare(step, name, actions, answer);
}

function addressOf({ on, which, by }: Extract<Step, { do: 'act' }>, { url, waves, mailboxes }: World): string {
  if (by === 'user') return '/api/user/mailbox';
  if (on === 'project') return url;
  return on === 'wave' ? `${url}/waves/${waves[which % waves.length]}` : `${url}/mailboxes/${mailboxes[which]}`;
}

/** What the thing had said of its acts before is what comes of them. */
function compare(
  step: Extract<Step, { do: 'act' }>,
  name: string,
  actions: readonly Action[],
  answer: LightMyRequestResponse,
): void {
  const said = actions.find((action) => action.name === name);
  const { title = '', code = '' } = answer.statusCode < 300 ? {} : answer.json();
  const got = `${answer.statusCode} ${title}`;
  const cannot = `409 The ${step.on} cannot ${inWords(name)} now. `;
  if (said === undefined) {
    if (!got.startsWith(`${cannot}Only `)) throw new Error(`${name} was not among the actions, and: ${got}`);
  } else if (said.why !== null || !said.allowed) {
    if (got !== `${cannot}${said.why}`) throw new Error(`${name} was said to be refused (${said.why}), and: ${got}`);
  } else if (said.needsReason && !step.reason) {
    if (code !== 'project.reason-missing') throw new Error(`${name} was said to need a reason, and: ${got}`);
  } else if (answer.statusCode !== 200) throw new Error(`${name} was said to be allowed, and: ${got}`);
}

async function actOnMany(step: Extract<Step, { do: 'act on many' }>, world: World, isAlone: boolean): Promise<void> {
  const { url, mailboxes } = world;
  const asker = world.as(step.by);
  const ids = (step.only ?? []).map((at) => mailboxes[at]);
  const choice = { act: step.act, ...(step.only === null ? { filter: {} } : { ids }) };
  const seen = (await asker.ask('POST', `${url}/mailboxes/acts/preview`, choice)).json();
  for (const { id, why } of seen.refusals) {
    const { actions } = (await asker.ask('GET', `${url}/mailboxes/${id}`)).json() as { actions: readonly Action[] };
    const said = actions.find(({ name }) => name === step.act);
    const isSame = said === undefined ? /^Only .+\.$/.test(why) : said.why === why;
    if (isAlone && !isSame) throw new Error(`${step.act} of many is refused (${why}), and of one: ${said?.why}`);
  }
  const body = { ...choice, reason: step.reason ? 'why' : null, preview: seen.preview };
  const answer = await asker.ask('POST', `${url}/mailboxes/acts`, body);
  judge(step, world, answer);
  if (!isAlone || (seen.needsReason && !step.reason && seen.allowed > 0)) return;
  const moved = answer.statusCode === 200 ? answer.json().moved.length : answer.body;
  if (moved !== seen.allowed) throw new Error(`${seen.allowed} were said to be allowed, and moved: ${moved}`);
}
