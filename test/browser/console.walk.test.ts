/** The console in a browser, against the real program: the way in, the first page, a project and its mailboxes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithChromium } from '../servers/with-chromium.ts';
import { type ConsoleStage, openStage, PEOPLE, PERSON } from './console-stage.ts';
import { openReader, type Reader } from './reader.ts';

describeWithChromium('the console', (browser) => {
  let stage: ConsoleStage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  async function signIn(reader: Reader): Promise<void> {
    const { page } = reader;
    await page.getByLabel('Mail address').fill(PERSON.address);
    await page.getByRole('textbox', { name: 'Password' }).fill(PERSON.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  test('the printed link makes the first account, and signs in', async () => {
    await using reader = await openReader(browser(), { url: stage.url });
    const { page } = reader;
    await page.goto(stage.service.link ?? '');
    await page.getByRole('heading', { name: 'Make your account' }).waitFor();
    expect(await reader.audit()).toEqual([]);
    await page.getByLabel('Your name').fill(PERSON.name);
    await page.getByLabel('Mail address').fill(PERSON.address);
    await page.getByRole('textbox', { name: 'Password' }).fill(PERSON.password);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
    expect(await reader.audit()).toEqual([]);
    expect(page.url()).toBe(`${stage.url}/`);
    await stage.olga.ask('POST', `${stage.url}/api/session`, PERSON);
  });

  test('a link for a lost password sets a new one, once', async () => {
    const lost = await stage.addOperator('lost@godwit.example');
    await using reader = await openReader(browser(), { url: stage.url });
    const { page } = reader;
    await page.goto(lost.resetLink);
    await page.getByRole('heading', { name: 'Get back into your account' }).waitFor();
    await page.getByRole('textbox', { name: 'New password' }).fill('another phrase of length');
    expect(await reader.audit()).toEqual([]);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Sign in to Godwit' }).waitFor();
    await page.getByLabel('Mail address').fill('lost@godwit.example');
    await page.getByRole('textbox', { name: 'Password' }).fill('another phrase of length');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
  });

  test('a link of somebody who is signed out leads there after signing in', async () => {
    const { page: address } = await stage.addProject('Move in May');
    await using reader = await openReader(browser(), { url: stage.url });
    const { page } = reader;
    await page.goto(`${address}/mailboxes?text=ben`);
    await page.getByRole('heading', { name: 'Sign in to Godwit' }).waitFor();
    expect(await reader.audit()).toEqual([]);
    await signIn(reader);
    await page.getByRole('link', { name: PEOPLE[1] }).waitFor();
    expect(page.url()).toBe(`${address}/mailboxes?text=ben`);
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await reader.audit()).toEqual([]);
  });

  test.each([
    { view: 'a wide screen in the light', width: 1280, dark: false },
    { view: 'a telephone in the dark', width: 360, dark: true },
  ])('a project moves before the eyes of its reader on $view', async ({ width, dark }) => {
    const { page: address, api } = await stage.addProject(`Seen on ${width}`);
    await using reader = await openReader(browser(), { url: stage.url, width, dark });
    const { page } = reader;
    await page.goto(address);
    await signIn(reader);
    await page.getByRole('heading', { name: `Seen on ${width}` }).waitFor();
    await page.getByText('Live').waitFor();
    await stage.olga.ask('POST', `${api}/acts`, { act: 'start' });
    await page.getByText('All settled').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Verified' }).click();
    expect(page.url()).toBe(`${address}/mailboxes?state=verified`);
    await page.getByRole('link', { name: PEOPLE[0] }).click();
    await page.getByRole('heading', { name: PEOPLE[0] }).waitFor();
    expect(await reader.audit()).toEqual([]);
    await page.goBack();
    await page.getByRole('heading', { name: PEOPLE[0] }).waitFor({ state: 'detached' });
    expect(await reader.audit()).toEqual([]);
  });
});
