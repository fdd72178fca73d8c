/** `godwit blackout`, `provider`, `passkey` and `work`: when nothing moves, who signs people in, and how much is done at once. */
import type { Answer, Asked } from '../../client/client.ts';
import type { Remote } from './remote.ts';
import type { RemoteCommand, Said } from './remote-command.ts';
import { factsText, rowsText } from './rows.ts';
import { typedPassword } from './typed-password.ts';
import { typedSettings } from './typed-settings.ts';

const SPANS = ['organisation', 'project', 'house'] as const;

export const SETTINGS_COMMANDS: readonly RemoteCommand[] = [
  {
    words: 'blackout list',
    says: 'spans in which nothing of a project moves; with --house, nothing at all',
    options: SPANS,
    run: async (remote) => {
      const { client, names, options } = remote;
      if (options.house === true) return spansSaid(remote, await client.call('getHouseBlackouts'));
      return spansSaid(remote, await client.call('getBlackouts', { path: await names.project() }));
    },
  },
  {
    words: 'blackout add',
    says: 'add one: --set is=once --set from=… --set until=…, or is=weekly with days, fromMinute, untilMinute and timeZone',
    options: [...SPANS, 'set', 'reason'],
    run: async (remote) => {
      const { client, names, options } = remote;
      // The service knows what a span is, and names what is missing.
      const span = typedSettings(options.set ?? []) as Asked<'addBlackout'>['body']['span'];
      const body = { reason: options.reason ?? '', span };
      if (options.house === true) return spansSaid(remote, await client.call('addHouseBlackout', { body }));
      return spansSaid(remote, await client.call('addBlackout', { path: await names.project(), body }));
    },
  },
  {
    words: 'blackout remove <blackout>',
    says: 'remove one, by its id',
    options: SPANS,
    run: async (remote, blackout = '') => {
      const { client, names, options } = remote;
      if (options.house === true) {
        return spansSaid(remote, await client.call('removeHouseBlackout', { path: { blackout } }));
      }
      const path = { ...(await names.project()), blackout };
      return spansSaid(remote, await client.call('removeBlackout', { path }));
    },
  },
  {
    words: 'provider list',
    says: 'who signs people in, and where each sends them back to',
    options: [],
    run: async (remote) => providersSaid(remote, (await remote.client.call('listProviders')).items),
  },
  {
    words: 'provider add <name>',
    says: 'add one: --set issuer=… --set clientId=…; its secret is typed unseen, or in --password-file',
    options: ['set', 'password-file'],
    run: async (remote, name = '') => {
      const { client, options, command } = remote;
      const clientSecret = await typedPassword(options.passwordFile, name, command);
      // As above.
      const typed = typedSettings(options.set ?? []) as Pick<Asked<'addProvider'>['body'], 'issuer' | 'clientId'>;
      return providersSaid(remote, [await client.call('addProvider', { body: { ...typed, name, clientSecret } })]);
    },
  },
  {
    words: 'provider remove <provider>',
    says: 'remove one, by its id; nobody signs in by it any more',
    options: [],
    run: async ({ client }, provider = '') => {
      await client.call('removeProvider', { path: { provider } });
      return { json: {}, text: 'It is removed.\n' };
    },
  },
  {
    words: 'passkey list',
    says: 'the passkeys of your account; browsers add them',
    options: [],
    run: async ({ client, command }) => {
      const { items } = await client.call('listPasskeys');
      return {
        json: { items },
        text: rowsText(
          items,
          [
            ['id', ({ id }) => id],
            ['name', ({ name }) => name],
          ],
          command.terminal,
        ),
      };
    },
  },
  {
    words: 'passkey remove <passkey>',
    says: 'remove one, by its id',
    options: [],
    run: async ({ client }, passkey = '') => {
      await client.call('removePasskey', { path: { passkey } });
      return { json: {}, text: 'It opens nothing any more.\n' };
    },
  },
  {
    words: 'work show',
    says: 'how much is worked on at once, where operators have set it',
    options: [],
    run: async ({ client }) => boundsSaid(await client.call('getWorkSettings')),
  },
  {
    words: 'work set',
    says: 'set all of it anew: --set mailboxesAtOnce=8; what is not named is as the programs were started',
    options: ['set', 'reason'],
    run: async ({ client, options }) => {
      // As above.
      const body = {
        ...typedSettings(options.set ?? []),
        reason: options.reason ?? null,
      } as Asked<'setWorkSettings'>['body'];
      return boundsSaid(await client.call('setWorkSettings', { body }));
    },
  },
  {
    words: 'work programs',
    says: 'the programs that work, and those that fell silent',
    options: [],
    run: async ({ client, command }) => {
      const { items } = await client.call('listWorkers');
      const text = rowsText(
        items,
        [
          ['program', ({ name }) => name],
          ['does', ({ does }) => does],
          ['version', ({ version }) => version],
          ['since', ({ since }) => since],
          ['heard', ({ lastHeardAt }) => lastHeardAt],
          ['', ({ silent }) => (silent ? 'silent' : '')],
        ],
        command.terminal,
      );
      return { json: { items }, text };
    },
  },
];

function spansSaid({ command }: Remote, { blackouts }: Answer<'getBlackouts'>): Said {
  const text = rowsText(
    blackouts,
    [
      ['id', ({ id }) => id],
      ['because', ({ reason }) => reason],
      ['when', ({ span }) => spanText(span)],
      ['', ({ isOfAll }) => (isOfAll ? 'of all' : '')],
    ],
    command.terminal,
  );
  return { json: { blackouts }, text };
}

function spanText(span: Answer<'getBlackouts'>['blackouts'][number]['span']): string {
  if (span.is === 'once') return `${span.from} – ${span.until}`;
  return `days ${span.days.join(', ')}, minutes ${span.fromMinute} – ${span.untilMinute} (${span.timeZone})`;
}

function providersSaid({ command }: Remote, items: readonly Answer<'addProvider'>[]): Said {
  const text = rowsText(
    items,
    [
      ['id', ({ id }) => id],
      ['name', ({ name }) => name],
      ['issuer', ({ issuer }) => issuer],
      ['sends back to', ({ callback }) => callback],
    ],
    command.terminal,
  );
  return { json: { items }, text };
}

function boundsSaid(settings: Answer<'getWorkSettings'>): Said {
  const facts = Object.entries(settings).map(
    ([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : value] as const,
  );
  return { json: settings, text: factsText(facts) };
}
