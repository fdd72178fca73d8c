/** Where the user of a mailbox is written to while it moves. Private links go there, so only people say it. */
import { Failure } from '../../base/problem.ts';
import type { MailboxId } from '../../model/project.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { setMailboxContact } from '../../project/mailbox-contact.ts';
import { contactBody, contactParams, contactShape } from '../contract/deliveries.ts';
import { problemShape } from '../contract/words.ts';
import { actorOf } from '../people/caller.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

export function mailboxContactRoutes(api: Api, deps: ProjectDeps): void {
  const url = '/api/organisations/:organisation/projects/:project/mailboxes/:mailbox/contact';
  const shown = { tags: ['mailboxes'], params: contactParams, response: { 200: contactShape, '4xx': problemShape } };
  const get = { ...shown, operationId: 'getMailboxContact', summary: 'Where its user is written to while it moves' };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) =>
    request.inTenant(async (tenant) => {
      const id = request.params.mailbox as MailboxId; // any id may be asked for; what is not there is not found
      const mailbox = await tenant.mailbox(id);
      if (mailbox?.project !== projectIdOf(request.params)) throw new Failure('service.not-found', { what: 'mailbox' });
      return { address: await tenant.mailboxContact(id) };
    }),
  );

  const put = { ...shown, operationId: 'setMailboxContact', summary: 'Set it', body: contactBody };
  api.put(url, { config: { scope: 'person' }, schema: put }, async (request) => {
    const { address } = request.body;
    const mailbox = request.params.mailbox as MailboxId; // as above
    const place = { project: projectIdOf(request.params), mailbox };
    await request.inTenant((tenant) => setMailboxContact(tenant, place, address, actorOf(request), deps));
    return { address };
  });
}
