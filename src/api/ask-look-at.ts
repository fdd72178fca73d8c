/** Asks for a look into one mailbox, whichever kind of look it is. */
import type { FastifyRequest } from 'fastify';
import type { Look } from '../model/mailbox-look.ts';
import { askLook } from '../project/ask-look.ts';
import { type MailboxDeps, mailboxIdOf, mailboxOf, mailboxOut, projectOf } from './mailboxes.ts';
import { actorOf, callerOf } from './people/caller.ts';

/** The mailbox as it is then. Throws what `askLook` throws. */
export function askLookAt(
  request: FastifyRequest,
  params: { readonly project: string; readonly mailbox: string },
  look: Look,
  deps: MailboxDeps,
): Promise<ReturnType<typeof mailboxOut>> {
  const id = mailboxIdOf(params);
  return request.inTenant(async (tenant) => {
    const within = await projectOf(tenant, params);
    await askLook(tenant, { project: within.project.id, mailbox: id }, look, actorOf(request), deps);
    return mailboxOut(await mailboxOf(tenant, within, id), within, callerOf(request).role, deps.clock.now());
  });
}
