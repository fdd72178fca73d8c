/** One attempt to tell a webhook. */
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/problem.ts';
import { signatureHeaders } from '../base/signed-body.ts';
import type { Letter } from '../model/delivery.ts';
import { type AddressesOf, guardedPlace } from '../wire/guarded-place.ts';
import { heldBody, httpClient } from '../wire/http.ts';
import { HttpError } from '../wire/http-errors.ts';
import { webhookBody } from './webhook-body.ts';

export interface WebhookDeps {
  readonly clock: Clock;
  readonly addressesOf: AddressesOf;
  /** Authorities in PEM that are trusted beside those of the system. */
  readonly authorities: readonly string[];
  readonly isInsecureLoopbackAllowed: boolean;
}

const CONNECT_MS = 10_000;
/** The specification gives receivers some fifteen seconds. */
const SILENCE_MS = 20_000;
const ANSWER_BYTES_MAX = 64 * 1024;

/** Resolves when it was taken (2xx). Throws `webhook.*`; never follows where an answer sends it to. */
export async function postWebhook(letter: Letter, deps: WebhookDeps, signal: AbortSignal): Promise<void> {
  if (letter.webhook === null || !letter.webhook.isOn) throw new Failure('webhook.off', {});
  const url = new URL(letter.webhook.url);
  const { clock, authorities: ca, isInsecureLoopbackAllowed } = deps;
  const place = await guardedPlace(url, isInsecureLoopbackAllowed, deps.addressesOf);
  if (place.is === 'forbidden') throw new Failure('webhook.forbidden', { place: `a ${place.scope} address` });
  if (place.is === 'nowhere') throw new Failure('webhook.unreachable', { reason: place.reason });
  const body = webhookBody(letter);
  const signed = signatureHeaders({ id: letter.delivery.id, at: clock.now(), body }, letter.webhook.secret);
  const headers = { Host: url.host, 'Content-Type': 'application/json', 'User-Agent': 'Godwit', ...signed };
  try {
    const bounds = { connectMs: CONNECT_MS, silenceMs: SILENCE_MS };
    const client = httpClient({
      url,
      ca,
      clock,
      at: place.at,
      allowInsecureLoopback: isInsecureLoopbackAllowed,
      ...bounds,
    });
    try {
      const status = await client.use(async (connection) => {
        const request = { headers, body: heldBody([body]), answerBytesMax: ANSWER_BYTES_MAX };
        return (await connection.send(request, signal)).status;
      });
      if (status < 200 || status > 299) throw new Failure('webhook.refused', { status: String(status) });
    } finally {
      client.close();
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error.trouble === 'tls') throw new Failure('webhook.forbidden', { place: 'a line that is not encrypted' });
    throw new Failure('webhook.unreachable', { reason: error.message }, { cause: error });
  }
}
