/** `godwit mail …`: how the installation sends mail and reads what comes back, for operators. */
import { Failure } from '../../base/problem.ts';
import type { Answer, Asked } from '../../client/client.ts';
import { shown } from '../format.ts';
import { listed } from './listed.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText } from './rows.ts';
import { typedPassword } from './typed-password.ts';

export const MAIL_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'mail show',
    says: 'how mail is sent and read',
    options: [],
    run: async ({ client }) => settingsSaid(await client.call('getMailSettings')),
  },
  {
    words: 'mail set',
    says: 'set it: --set smtp.host=mx.example.com, smtp.port, smtp.security, smtp.user, from.name, from.address, replyTo, plusAddress, imap.host …',
    options: ['set', 'reason'],
    run: setMail,
  },
  {
    words: 'mail password <server>',
    says: 'hand in that of the server: smtp or imap',
    options: ['password-file', 'reason'],
    run: setPassword,
  },
  {
    words: 'mail unset',
    says: 'send and read no mail any more',
    options: [],
    run: async ({ client }) => {
      await client.call('dropMailSettings');
      return { json: { isSet: false }, text: '✓ No mail is sent or read any more. The tickets go on.\n' };
    },
  },
  {
    words: 'mail test <address>',
    says: 'send one mail now, and show what the mail server says',
    options: [],
    run: async ({ client }, to = '') => {
      const sent = await client.call('sendTestMail', { body: { to } });
      return { json: sent, text: `✓ The mail server took it: ${shown(sent.answer)}\n` };
    },
  },
  {
    words: 'mail secret',
    says: 'make the secret with which mail that is handed in is signed; it is shown once',
    options: [],
    run: async ({ client }) => {
      const made = await client.call('renewIncomingSecret');
      return { json: made, text: `${shown(made.secret)}\nIt is shown here and never again.\n` };
    },
  },
  {
    words: 'mail unplaced',
    says: 'mail that came and stands in no ticket, and why',
    options: ['limit'],
    run: async (remote) =>
      listed(remote, (query) => remote.client.call('listIncomingMail', { query }), [
        ['at', ({ at }) => at],
        ['why', ({ outcome }) => outcome],
        ['from', ({ from }) => from],
        ['subject', ({ subject }) => subject],
      ]),
  },
];

type Settings = Answer<'getMailSettings'>;
type Body = Asked<'setMailSettings'>['body'];

function settingsSaid(settings: Settings): Said {
  const { smtp, imap, from } = settings;
  if (smtp === null)
    return { json: settings, text: 'No mail server is set. Everything stands in the tickets alone.\n' };
  const serverText = ({ host, port, security, user, hasPassword }: NonNullable<Settings['smtp']>): string =>
    `${host}:${port}, ${security}, ${user ?? 'nobody'}${hasPassword ? ' with a password' : ''}`;
  const facts = factsText([
    ['sent by', serverText(smtp)],
    ['from', `${from?.name ?? ''} <${from?.address ?? ''}>`],
    ['replies to', settings.replyTo ?? from?.address],
    ['token in address', settings.plusAddress ? 'yes' : 'no'],
    ['replies from', imap === null ? 'nowhere' : `${serverText(imap)}, ${imap.folder}`],
    ['handed in', settings.hasIncomingSecret ? 'yes, signed' : 'no'],
  ]);
  return { json: settings, text: facts };
}

/** What is not named stays; the service checks what was typed. */
async function setMail({ client, options }: Remote): Promise<Said> {
  const now = bodyOf(await client.call('getMailSettings'));
  const changed = (options.set ?? []).reduce<Tree>(withChange, now);
  const body = { ...changed, reason: options.reason ?? '' } as unknown as Body; // see above
  return settingsSaid(await client.call('setMailSettings', { body }));
}

async function setPassword({ client, options, command }: Remote, server = ''): Promise<Said> {
  const now = bodyOf(await client.call('getMailSettings'));
  const one = now[server];
  if ((server !== 'smtp' && server !== 'imap') || typeof one !== 'object' || one === null) {
    throw new Failure('usage.invalid', {
      what: `There is no server ${shown(server)} to hand a password in for.`,
      how: 'Write smtp or imap, and set its host before with godwit mail set.',
    });
  }
  const password = await typedPassword(options.passwordFile, server, command);
  const body = { ...now, [server]: { ...one, password }, reason: options.reason ?? '' } as unknown as Body; // as above
  return settingsSaid(await client.call('setMailSettings', { body }));
}

interface Tree {
  readonly [name: string]: string | number | boolean | null | Tree;
}

/** As they would be sent back unchanged. */
function bodyOf({ smtp, imap, from, replyTo, plusAddress }: Settings): Tree {
  return { smtp: bare(smtp), from, replyTo, plusAddress, imap: imap === null ? null : bare(imap) };
}

function bare(server: NonNullable<Settings['smtp']> | null): Tree | null {
  if (server === null) return null;
  const { hasPassword: _has, ...rest } = server;
  return rest;
}

const NUMBERS = ['port'];
const FLAGS = ['plusAddress'];

/** `smtp.port=587`; an empty value, and `imap=`, take it away. */
function withChange(tree: Tree, typed: string): Tree {
  const at = typed.indexOf('=');
  const names = typed.slice(0, Math.max(at, 0)).split('.');
  const [first = '', second] = names;
  if (at < 1 || names.length > 2 || first === '' || second === '') {
    throw new Failure('usage.invalid', {
      what: `${shown(typed)} is no setting with its value.`,
      how: 'Write --set NAME=VALUE, as in --set smtp.host=mx.example.com.',
    });
  }
  const text = typed.slice(at + 1);
  if (second === undefined) return { ...tree, [first]: valueOf(first, text) };
  const inner = tree[first];
  return { ...tree, [first]: { ...(typeof inner === 'object' ? inner : {}), [second]: valueOf(second, text) } };
}

function valueOf(name: string, text: string): string | number | boolean | null {
  if (text === '') return null;
  if (NUMBERS.includes(name)) return Number(text);
  return FLAGS.includes(name) ? text === 'true' : text;
}
