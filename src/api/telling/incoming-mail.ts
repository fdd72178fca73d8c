/** Mail that somebody hands in: a mail server or a service that received it, which signs it with the secret of the installation. */
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { isSignedBy } from '../../base/signed-body.ts';
import type { IncomingOutcome } from '../../model/incoming-mail.ts';
import type { Store } from '../../model/store.ts';
import { takenShape } from '../contract/mail.ts';
import { problemShape } from '../contract/words.ts';
import type { Api } from '../server.ts';

export interface IncomingMailDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly takeMail: (raw: Buffer) => Promise<IncomingOutcome | 'again'>;
}

/** More than is read of one, so that what is too large can be listed as that. */
const MAIL_BYTES_MAX = 12 * 1024 * 1024;
const TYPE = 'message/rfc822';
/** Of one sender; a mail server hands in as many as arrive. */
const rateLimit = { max: 120, timeWindow: 60_000 };

export function incomingMailRoutes(api: Api, deps: IncomingMailDeps): void {
  // A form of another site cannot send this type.
  api.addContentTypeParser(TYPE, { parseAs: 'buffer', bodyLimit: MAIL_BYTES_MAX }, (_request, body, done) => {
    done(null, body);
  });
  const schema = {
    operationId: 'handInMail',
    tags: ['deliveries'],
    summary: 'Hand in a mail that came for a ticket',
    description:
      'The body is the mail as it came (RFC 5322), signed in `webhook-id`, `webhook-timestamp` and `webhook-signature` as Standard Webhooks has it.',
    consumes: [TYPE],
    response: { 200: takenShape, '4xx': problemShape },
  };
  const options = {
    config: { rateLimit },
    bodyLimit: MAIL_BYTES_MAX,
    schema,
    // Before the mail is read: where nobody may hand in any, nobody can make us hold one.
    onRequest: async () => void (await secretOf(deps)),
  };
  api.post('/api/mail/incoming', options, async (request) => {
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new Failure('service.request-invalid', { what: `Send the mail as ${TYPE}.` });
    refuseUnsigned(request, body, await secretOf(deps), deps);
    return { outcome: await deps.takeMail(body) };
  });
}

/** Throws `mail.signature-wrong` where no secret was ever made. */
async function secretOf({ store }: IncomingMailDeps): Promise<Secret> {
  const secret = await store.inHouse((house) => house.mailSecret('incoming'));
  if (secret === null) throw new Failure('mail.signature-wrong', {});
  return secret;
}

/** Throws `mail.signature-wrong`. */
function refuseUnsigned(request: FastifyRequest, body: Buffer, secret: Secret, { clock }: IncomingMailDeps): void {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const [id, timestamp, signature] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
  if (!isSignedBy({ id, timestamp, signature, body }, secret, clock.now())) {
    throw new Failure('mail.signature-wrong', {});
  }
}
