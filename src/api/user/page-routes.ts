/**
 * The page of a private link. Looking at it changes nothing and is not noted as a use, for programs look at every link in a mail
 * before its reader does; each form of it sends what the interface takes from programs, and shows the page again.
 */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '../../base/problem.ts';
import { Secret } from '../../base/secret.ts';
import { tokenHash } from '../../base/token.ts';
import type { LinkHolder } from '../../model/mailbox-user.ts';
import type { Tenant } from '../../model/store.ts';
import { momentWords } from '../../plan/document/day-words.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { openCase } from '../../project/finish/cases.ts';
import { noteDevices } from '../../project/finish/devices.ts';
import { userOf } from '../../project/link-user.ts';
import { sayAllThere, tickSteps } from '../../project/mailbox-user.ts';
import { moveMailbox } from '../../project/move-mailbox.ts';
import { replacePassword } from '../../project/replace-password.ts';
import { answerPage } from '../answer-page.ts';
import { devicesBody } from '../contract/devices.ts';
import { placeOf } from '../contract/passwords.ts';
import { missingBody, pageLinkParams, sourceParams, stepsBody, userPasswordBody } from '../contract/user.ts';
import { ownCases } from '../finish/case-out.ts';
import { problemDocument } from '../problem-document.ts';
import type { Api } from '../server.ts';
import { type HolderDeps, holderByToken } from './holder.ts';
import { MAILBOX_PAGE, MAILBOX_POLICY, mailboxPage, mailboxProblemPage } from './mailbox-page.ts';
import { ownDevices, ownProfile, type ProfileDeps, profileOut } from './own-devices.ts';
import { ownMailbox } from './own-mailbox.ts';
import { qrCode } from './qr-code.ts';

export interface PageDeps extends ProjectDeps, HolderDeps, ProfileDeps {
  /** Where people reach the service; null: where this request came to. */
  readonly publicUrl: URL | null;
}

const FORM_BYTES_MAX = 16 * 1024;
const URL_OF = `${MAILBOX_PAGE}/:token` as const;
const config = { rateLimit: { max: 120, timeWindow: 60_000 } };

export function pageRoutes(api: Api, deps: PageDeps): void {
  const schema = { hide: true, params: pageLinkParams };
  void api.register(async (part: Api) => {
    part.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_request, body, done) => done(null, fieldsOf(String(body))),
    );
    part.setErrorHandler(async (error, _request, reply) => {
      const known = error instanceof Failure ? error : formFailure(error);
      if (known === null) throw error;
      const { status, title, detail } = problemDocument(known);
      return answerPage(reply.code(status), mailboxProblemPage(title, detail), MAILBOX_POLICY);
    });
    part.get(URL_OF, { config, schema }, async (request, reply) =>
      answerPage(reply, await shown(request, request.params.token, deps), MAILBOX_POLICY),
    );
    part.get(`${URL_OF}/mailbox.mobileconfig`, { config, schema }, async (request, reply) => {
      const holder = await looked(request, request.params.token, deps);
      const made = await deps.store.inTenant(holder.organisation, (tenant) => ownProfile(tenant, holder));
      return profileOut(reply, made, deps);
    });
    for (const [form, act] of Object.entries(FORMS)) {
      part.post(`${URL_OF}/${form}`, { config, schema }, async (request, reply) => {
        const { token } = request.params;
        const holder = await holderByToken(token, request, deps);
        await deps.store.inTenant(holder.organisation, (tenant) => act(tenant, holder, request.body, deps));
        return reply.redirect(`${MAILBOX_PAGE}/${encodeURIComponent(token)}`, 303);
      });
    }
  });
}

type Form = (tenant: Tenant, holder: LinkHolder, body: unknown, deps: PageDeps) => Promise<unknown>;

const FORMS: Readonly<Record<string, Form>> = {
  steps: (tenant, holder, body, deps) => tickSteps(tenant, holder, [...new Set(stepsBody.parse(body).done)], deps),
  prepared: (tenant, holder, _body, deps) =>
    moveMailbox(tenant, holder, { event: 'finish-preparing', by: userOf(holder), reason: null }, deps),
  password: async (tenant, holder, body, deps) => {
    const { place: name, password } = userPasswordBody.extend(sourceParams.shape).parse(body);
    const place = placeOf(name);
    if (place === null) throw new Failure('service.not-found', { what: 'page' });
    const replaced = { place, password: new Secret(password) };
    await replacePassword(tenant, holder, replaced, { by: userOf(holder), reason: null }, deps);
  },
  devices: (tenant, holder, body, deps) => {
    const { devices, done } = devicesBody.parse(body);
    return noteDevices(tenant, holder, { devices: [...new Set(devices)], done: [...new Set(done)] }, deps);
  },
  'all-there': (tenant, holder, _body, deps) => sayAllThere(tenant, holder, deps),
  missing: (tenant, holder, body, deps) => openCase(tenant, holder, missingBody.parse(body), userOf(holder), deps),
};

/** Those that are ticked come once each, so that they are lists; all else is one text. */
const LISTS = ['done', 'devices'];

function fieldsOf(body: string): Readonly<Record<string, string | readonly string[]>> {
  const fields = new URLSearchParams(body);
  const texts = [...fields].filter(([name]) => !LISTS.includes(name));
  return Object.fromEntries([...texts, ...LISTS.map((name) => [name, fields.getAll(name)] as const)]);
}

/** Null for what is no fault of the form. */
function formFailure(error: unknown): Failure | null {
  if (!(error instanceof z.ZodError)) return null;
  return new Failure('service.request-invalid', { what: error.issues.map(({ message }) => message).join('; ') });
}

/** As `holderByToken`, without noting a use. */
function looked({ ip }: FastifyRequest, token: string, { store, clock, guesses }: PageDeps): Promise<LinkHolder> {
  return guesses.judge(ip, () => store.inHouse((house) => house.lookAtLink(tokenHash(token), clock.now())));
}

async function shown(request: FastifyRequest, token: string, deps: PageDeps): Promise<string> {
  const holder = await looked(request, token, deps);
  const path = `${MAILBOX_PAGE}/${encodeURIComponent(token)}`;
  const origin = deps.publicUrl?.origin ?? `${request.protocol}://${request.host}`;
  return deps.store.inTenant(holder.organisation, async (tenant) =>
    mailboxPage({
      mailbox: await ownMailbox(tenant, holder, deps.clock.now()),
      devices: await ownDevices(tenant, holder),
      cases: await ownCases(tenant, holder),
      when: await whenOf(tenant, holder),
      path,
      qr: qrCode(`${origin}${path}`, 'This page as a QR code'),
      settingsQr: qrCode(`${origin}${path}/mailbox.mobileconfig`, 'The settings file as a QR code'),
      isSigned: deps.signProfile !== null,
    }),
  );
}

/** By the clock of the project. */
async function whenOf(tenant: Tenant, { project, mailbox: id }: LinkHolder): Promise<string | null> {
  const mailbox = await tenant.mailbox(id);
  const wave = mailbox === null || mailbox.wave === null ? null : await tenant.wave(mailbox.wave);
  const at = wave?.cutOverAt ?? wave?.startsAt ?? null;
  if (at === null || mailbox?.cutOverBeganAt !== null) return null;
  const { timeZone } = await tenant.projectSettings(project);
  return `It moves on ${momentWords(at, timeZone)}.`;
}
