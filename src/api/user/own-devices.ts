/** The devices of the user of a mailbox: which there are, how each is set up for the new mailbox, and what is done. */
import type { FastifyReply } from 'fastify';
import { Failure } from '../../base/problem.ts';
import { DEVICE_KINDS, SETTLING_STEPS, signInPlace } from '../../model/device.ts';
import type { LinkHolder } from '../../model/mailbox-user.ts';
import type { Store, Tenant } from '../../model/store.ts';
import { appleProfile } from '../../plan/devices/apple-profile.ts';
import { DEVICE_TITLES, deviceGuide, STEP_TITLES } from '../../plan/devices/device-guides.ts';
import { filledText } from '../../plan/guides/guide.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { noteDevices, settlingRefusal } from '../../project/finish/devices.ts';
import { devicesBody, devicesShape } from '../contract/devices.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';
import { holderOf } from './holder.ts';

interface OwnDeviceDeps extends ProjectDeps, ProfileDeps {
  readonly store: Store;
}

export interface ProfileDeps {
  /** Signs a settings file for devices of Apple; null where nobody gave a certificate. */
  readonly signProfile: ((profile: string) => Buffer) | null;
}

const PATH = '/api/user/mailbox';
const config = { scope: 'mailbox-user', rateLimit: { max: 120, timeWindow: 60_000 } } as const;
const tags = ['mailbox user'];

export function ownDeviceRoutes(api: Api, deps: OwnDeviceDeps): void {
  const own = { tags, response: { 200: devicesShape, '4xx': problemShape } };
  const get = { ...own, operationId: 'getOwnDevices', summary: 'Your devices, and how each is set up after the move' };
  api.get(`${PATH}/devices`, { config, schema: get }, async (request) => {
    const holder = holderOf(request);
    return deps.store.inTenant(holder.organisation, (tenant) => ownDevices(tenant, holder));
  });

  const put = {
    ...own,
    operationId: 'putOwnDevices',
    summary: 'Which devices you have, and what is done, all of it',
    body: devicesBody,
  };
  api.put(`${PATH}/devices`, { config, schema: put }, async (request) => {
    const holder = holderOf(request);
    const [devices, done] = [[...new Set(request.body.devices)], [...new Set(request.body.done)]];
    return deps.store.inTenant(holder.organisation, async (tenant) => {
      await noteDevices(tenant, holder, { devices, done }, deps);
      return ownDevices(tenant, holder);
    });
  });

  const profile = {
    operationId: 'getOwnAppleProfile',
    tags,
    summary: 'The settings file for iPhone, iPad and Mac, without a password; there is one for Exchange',
    produces: ['application/x-apple-aspen-config'],
  };
  api.get(`${PATH}/profile`, { config, schema: profile }, async (request, reply) => {
    const holder = holderOf(request);
    const made = await deps.store.inTenant(holder.organisation, (tenant) => ownProfile(tenant, holder));
    return profileOut(reply, made, deps);
  });
}

export type OwnDevices = Awaited<ReturnType<typeof ownDevices>>;

/** Where to sign in is told once the new mailbox is proven: before, it would be tried too early. */
export async function ownDevices(tenant: Tenant, { mailbox: id }: Pick<LinkHolder, 'mailbox'>) {
  const mailbox = await tenant.mailbox(id);
  if (mailbox === null) throw new Failure('service.not-found', { what: 'mailbox' });
  const { devices, settled } = await tenant.mailboxUser(id);
  const place = settlingRefusal(mailbox.state) === null ? signInPlace(mailbox.settings.target.address) : null;
  const words = place && { address: mailbox.name, host: place.host };
  return {
    signIn: place && { ...place, address: mailbox.name },
    steps: SETTLING_STEPS.map((step) => ({ id: step, title: STEP_TITLES[step], isDone: settled.includes(step) })),
    devices: DEVICE_KINDS.map((kind) => ({
      id: kind,
      title: DEVICE_TITLES[kind],
      isMine: devices.includes(kind),
      isDone: settled.includes(kind),
      howTo: place && words ? deviceGuide(kind, place).steps.map((step) => filledText(step, words)) : null,
    })),
  };
}

/** Throws `project.move-refused` before the new mailbox is proven, and `service.not-found` where it is not Exchange's. */
export async function ownProfile(tenant: Tenant, { mailbox: id }: Pick<LinkHolder, 'mailbox'>): Promise<string> {
  const mailbox = await tenant.mailbox(id);
  const why = mailbox === null ? null : settlingRefusal(mailbox.state);
  if (why !== null) throw new Failure('project.move-refused', { what: 'mailbox', event: 'be set up', why });
  const { signIn } = await ownDevices(tenant, { mailbox: id });
  if (signIn?.is !== 'exchange') throw new Failure('service.not-found', { what: 'settings file' });
  return appleProfile({ id, address: signIn.address, host: signIn.host });
}

export function profileOut(reply: FastifyReply, profile: string, { signProfile }: ProfileDeps): FastifyReply {
  void reply.header('content-disposition', 'attachment; filename="mailbox.mobileconfig"');
  return reply.type('application/x-apple-aspen-config').send(signProfile?.(profile) ?? profile);
}
