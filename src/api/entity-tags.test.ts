import { expect, test } from 'vitest';
import { type Administered, apiRig, firstOperator, newOrganisation } from '../../test/service/api.ts';
import { testStore } from '../../test/service/store.ts';
import { freshDatabase } from '../../test/setup/database.ts';

const rig = await apiRig(testStore(await freshDatabase()));
const operator = await firstOperator(rig);
const mine = await newOrganisation(rig.api, operator, 'Finch');

async function settingsOf({ admin, url }: Administered, name: string): Promise<string> {
  const made = await admin.ask('POST', `${url}/projects`, { name });
  return `${url}/projects/${made.json().id}/settings`;
}

function ask(method: 'GET' | 'PUT', url: string, headers: Readonly<Record<string, string>>, body?: object) {
  return mine.admin.with(headers).ask(method, url, body);
}

test('who has an answer already does not get it again, until it is another one', async () => {
  const url = await settingsOf(mine, 'Tagged');
  const first = await ask('GET', url, {});
  const tag = String(first.headers.etag);
  expect(tag).toMatch(/^"[\w-]{27}"$/);
  for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
    const again = await ask('GET', url, { 'if-none-match': header });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
  }
  expect((await ask('GET', url, { 'if-none-match': '"other"' })).body).toBe(first.body);
  const changed = { ...first.json(), deltaEveryHours: first.json().deltaEveryHours + 1 };
  expect((await mine.admin.ask('PUT', url, changed)).statusCode).toBe(200);
  expect((await ask('GET', url, { 'if-none-match': tag })).json()).toEqual(changed);
});

test('a change of what somebody else changed meanwhile is refused, and changes nothing', async () => {
  const url = await settingsOf(mine, 'Matched');
  const seen = await ask('GET', url, {});
  const tag = String(seen.headers.etag);
  const hours = (deltaEveryHours: number) => ({ ...seen.json(), deltaEveryHours });
  expect((await ask('PUT', url, { 'if-match': tag }, hours(7))).statusCode).toBe(200);
  const late = await ask('PUT', url, { 'if-match': tag }, hours(9));
  expect([late.statusCode, late.json().code]).toEqual([412, 'service.changed-meanwhile']);
  expect((await ask('GET', url, {})).json()).toEqual(hours(7));
});

test('the bounds of the work are not set over those of another operator', async () => {
  const url = '/api/settings/work';
  const seen = await operator.ask('GET', url);
  const set = (mailboxesAtOnce: number) =>
    operator
      .with({ 'if-match': String(seen.headers.etag) })
      .ask('PUT', url, { ...seen.json(), mailboxesAtOnce, reason: 'the night is short' });
  expect((await set(3)).statusCode).toBe(200);
  expect((await set(5)).statusCode).toBe(412);
  expect((await operator.ask('GET', url)).json().mailboxesAtOnce).toBe(3);
});
