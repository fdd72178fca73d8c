import { afterAll, expect, test } from 'vitest';
import { apiRig, asker, cookieOf, firstOperator, newOrganisation, PASSWORD, TOKEN } from '../../test/service/api.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';
import { steppedClock } from '../../test/stepped-clock.ts';
import { assert } from '../base/assert.ts';

const db = await freshDatabase();
const rig = await apiRig(testStore(db));
const { api } = rig;
afterAll(() => api.close());
const { admin, url } = await newOrganisation(api, await firstOperator(rig), 'Mine');
const signedIn = await asker(api).ask('POST', '/api/session', { address: 'admin@mine.example', password: PASSWORD });
const cookie = cookieOf(signedIn);
const origin = await api.listen({ host: '127.0.0.1', port: 0 });

/** Reads the stream until it holds a text, and gives everything so far. */
async function streamUntil(
  text: string,
  headers: Readonly<Record<string, string>>,
  then?: () => Promise<unknown>,
  query = '',
) {
  const closing = new AbortController();
  const answer = await fetch(`${origin}${url}/events/stream${query}`, {
    headers: { cookie, ...headers },
    signal: closing.signal,
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  assert(answer.body !== null, 'a stream has a body');
  let said = '';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  await then?.();
  while (!said.includes(text)) {
    const { value, done } = await reader.read();
    assert(!done, `the stream says ${text}; it said ${said}`);
    said += value;
  }
  closing.abort();
  return said;
}

test('a stream tells what happened before, and then what happens', async () => {
  const add = () => admin.ask('POST', `${url}/projects`, { name: 'Live' });
  const all = await streamUntil('"subject":"project"', {}, add);
  const names = [...all.matchAll(/"name":"([a-z-]+)"/g)].map((match) => match[1]);
  expect(names).toEqual(['create', 'invite', 'join', 'sign-in', 'create']);
});

test('a stream goes on behind the last event that was seen', async () => {
  const events = (await admin.ask('GET', `${url}/events`)).json().items;
  const last = events.at(-2).number;
  const said = await streamUntil('"subject":"project"', { 'last-event-id': String(last) });
  expect([...said.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))).toEqual([events.at(-1).number]);
});

test('a stream for a program ends when its token is revoked', async () => {
  const { id, token } = (await admin.ask('POST', `${url}/tokens`, TOKEN)).json();
  const answer = await fetch(`${origin}${url}/events/stream`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expect((await admin.ask('DELETE', `${url}/tokens/${id}`)).statusCode).toBe(204);
  expect(await answer.text()).toContain(`"subjectId":"${id}"`);
});

test('a stream of one project tells nothing of the others', async () => {
  const { id } = (await admin.ask('POST', `${url}/projects`, { name: 'One' })).json();
  const other = (await admin.ask('POST', `${url}/projects`, { name: 'Other' })).json();
  const said = await streamUntil(
    '"name":"cancel"',
    {},
    async () => {
      await admin.ask('POST', `${url}/projects/${other.id}/acts`, { act: 'cancel', reason: 'not this one' });
      await admin.ask('POST', `${url}/projects/${id}/acts`, { act: 'cancel', reason: 'this one' });
    },
    `?project=${id}`,
  );
  expect(said).toContain('this one');
  expect(said).not.toContain('not this one');
  expect(said).toMatch(/^retry: \d+\n\n/);
});

test('the end of the service is the end of each stream, also of one that is just being read from the database', async () => {
  const reading = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const store = testStore(db);
  const slow: typeof store = {
    ...store,
    inTenant: (organisation, run) =>
      store.inTenant(organisation, (tenant) =>
        run({
          ...tenant,
          events: async (...asked) => {
            begun.resolve();
            await reading.promise;
            return tenant.events(...asked);
          },
        }),
      ),
  };
  const other = await apiRig(slow, { clock: steppedClock() });
  const at = await other.api.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${at}${url}/events/stream`, { headers: { cookie } });
  const said = answer.text();
  await begun.promise;
  const closed = other.api.close();
  reading.resolve();
  // Rejected where the line was cut: then nobody knows whether the last event was whole.
  expect(await said).toMatch(/^retry: \d+\n\n(id: \d+\ndata: .*\n\n)*$/);
  await closed;
});
