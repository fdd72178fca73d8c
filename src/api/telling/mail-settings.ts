/** How the installation sends and reads mail: operators see it, set it, and try it. Passwords only ever go in. */

import type { FastifyRequest } from 'fastify';
import { type Clock, isoSeconds } from '../../base/clock.ts';
import { isLoopback } from '../../base/loopback.ts';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { signingSecretOf } from '../../base/signed-body.ts';
import type { NewToken } from '../../base/token.ts';
import type { House } from '../../model/house.ts';
import type { IncomingMail } from '../../model/incoming-mail.ts';
import type { MailSecret, MailServer, MailSettings } from '../../model/mail-settings.ts';
import type { Store } from '../../model/store.ts';
import { listShape } from '../contract/lists.ts';
import {
  incomingListQuery,
  incomingSecretShape,
  incomingShape,
  type MailSettingsBody,
  mailSettingsBody,
  mailSettingsShape,
  testMailBody,
  testMailShape,
} from '../contract/mail.ts';
import { problemShape } from '../contract/words.ts';
import { pageAsk, pageOut } from '../pages.ts';
import { actorOf, callerOf, needOperator } from '../people/caller.ts';
import type { Api } from '../server.ts';

export interface MailSettingsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly isInsecureLoopbackAllowed: boolean;
  /** Sends one at once, and gives what the server said. Throws `mail.*`. */
  readonly sendTestMail: (to: string) => Promise<string>;
}

const URL_OF_ALL = '/api/settings/mail';
const tags = ['settings'];
const config = { scope: 'person' } as const;

export function mailSettingsRoutes(api: Api, deps: MailSettingsDeps): void {
  settingsRoutes(api, deps);
  actRoutes(api, deps);
}

function settingsRoutes(api: Api, deps: MailSettingsDeps): void {
  const response = { 200: mailSettingsShape, '4xx': problemShape };
  const get = { operationId: 'getMailSettings', tags, summary: 'How mail is sent and read', response };
  api.get(URL_OF_ALL, { config: { scope: 'read' }, schema: get }, async (request) => {
    needOperator(request);
    return deps.store.inHouse(settingsOut);
  });

  const set = { operationId: 'setMailSettings', tags, summary: 'Set it, all of it', body: mailSettingsBody, response };
  api.put(URL_OF_ALL, { config, schema: set }, async (request) => {
    needOperator(request);
    const { smtp, imap, reason } = request.body;
    refuseOpenLine(smtp, 'smtp', deps);
    if (imap !== null) refuseOpenLine(imap, 'imap', deps);
    return deps.store.inHouse(async (house) => {
      await house.setMailSettings(settingsOf(request.body), deps.clock.now());
      await keepPassword(house, 'smtp', smtp.password);
      await keepPassword(house, 'imap', imap === null ? null : imap.password);
      note(house, request, { name: 'set-mail', reason, facts: { smtp: smtp.host, imap: imap?.host ?? '–' } }, deps);
      return settingsOut(house);
    });
  });

  const drop = { operationId: 'dropMailSettings', tags, summary: 'Send and read no mail any more' };
  api.delete(URL_OF_ALL, { config, schema: drop }, async (request, reply) => {
    needOperator(request);
    await deps.store.inHouse(async (house) => {
      await house.setMailSettings(null, deps.clock.now());
      for (const secret of ['smtp', 'imap'] as const) await house.setMailSecret(secret, null);
      note(house, request, { name: 'drop-mail', reason: null, facts: {} }, deps);
    });
    return reply.code(204).send();
  });
}

function actRoutes(api: Api, deps: MailSettingsDeps): void {
  const test = {
    operationId: 'sendTestMail',
    tags,
    summary: 'Send one mail now, and tell what the server says',
    body: testMailBody,
    response: { 200: testMailShape, '4xx': problemShape },
  };
  api.post(`${URL_OF_ALL}/test`, { config, schema: test }, async (request) => {
    needOperator(request);
    return { answer: await deps.sendTestMail(request.body.to) };
  });

  const renew = {
    operationId: 'renewIncomingSecret',
    tags,
    summary: 'Make the secret with which mail that is handed in is signed',
    response: { 200: incomingSecretShape, '4xx': problemShape },
  };
  api.post(`${URL_OF_ALL}/secret`, { config, schema: renew }, async (request) => {
    needOperator(request);
    const secret = signingSecretOf(deps.newToken());
    await deps.store.inHouse(async (house) => {
      await house.setMailSecret('incoming', secret);
      note(house, request, { name: 'renew-incoming-secret', reason: null, facts: {} }, deps);
    });
    return { secret: secret.reveal() };
  });

  const incoming = {
    operationId: 'listIncomingMail',
    tags,
    summary: 'Mail that stands in no ticket, and why; the newest first',
    querystring: incomingListQuery,
    response: { 200: listShape(incomingShape), '4xx': problemShape },
  };
  api.get(`${URL_OF_ALL}/incoming`, { config: { scope: 'read' }, schema: incoming }, async (request) => {
    needOperator(request);
    const { query } = request;
    return pageOut(await deps.store.inHouse((house) => house.unplaced(pageAsk(query))), query, incomingOut);
  });
}

/** Throws `service.request-invalid`. */
function refuseOpenLine({ host, security }: MailServer, what: string, deps: MailSettingsDeps): void {
  if (security !== 'none' || (isLoopback(host) && deps.isInsecureLoopbackAllowed)) return;
  throw new Failure('service.request-invalid', {
    what: `/${what}/security none sends passwords in plain text: it is for this machine alone, started with --allow-insecure-loopback.`,
  });
}

function settingsOf({ smtp, imap, from, replyTo, plusAddress }: MailSettingsBody): MailSettings {
  const inbox = imap === null ? null : { ...serverOf(imap), folder: imap.folder };
  return { smtp: serverOf(smtp), from, replyTo, plusAddress, imap: inbox };
}

function serverOf({ host, port, security, user }: MailServer): MailServer {
  return { host, port, security, user };
}

async function keepPassword(house: House, secret: MailSecret, password: string | null | undefined): Promise<void> {
  if (password !== undefined) await house.setMailSecret(secret, password === null ? null : new Secret(password));
}

async function settingsOut(house: House) {
  const settings = await house.mailSettings();
  const has = async (secret: MailSecret) => (await house.mailSecret(secret)) !== null;
  const [smtp, imap, incoming] = [await has('smtp'), await has('imap'), await has('incoming')];
  return {
    isSet: settings !== null,
    smtp: settings === null ? null : { ...settings.smtp, hasPassword: smtp },
    from: settings?.from ?? null,
    replyTo: settings?.replyTo ?? null,
    plusAddress: settings?.plusAddress ?? true,
    imap: settings === null || settings.imap === null ? null : { ...settings.imap, hasPassword: imap },
    hasIncomingSecret: incoming,
  };
}

function note(
  house: House,
  request: FastifyRequest,
  what: { readonly name: string; readonly reason: string | null; readonly facts: Readonly<Record<string, string>> },
  { clock }: MailSettingsDeps,
): void {
  const { is, id } = callerOf(request);
  const about = { subject: is, subjectId: id, project: null, from: null, to: null } as const;
  house.append(null, { ...about, at: clock.now(), actor: actorOf(request), ...what });
}

function incomingOut({ id, at, outcome, from, subject, text }: IncomingMail) {
  return { id, at: isoSeconds(at), outcome, from, subject, text };
}
