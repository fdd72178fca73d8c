/** Makes pictures of every screen, in the light, in the dark and on a telephone, into the folder `screenshots`: `npm run screenshots`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findProgram } from '../servers/private-server.ts';
import { type ConsoleStage, openStage, PERSON } from './console-stage.ts';
import { openReader } from './reader.ts';
import { OPEN_SCREENS, SCREENS, type Screen } from './screens.ts';

const FOLDER = join(import.meta.dirname, '../../screenshots');
const VIEWS = [
  { view: 'light', width: 1360, height: 850, dark: false },
  { view: 'dark', width: 1360, height: 850, dark: true },
  { view: 'phone', width: 390, height: 844, dark: false },
] as const;

await using stage = await openStage();
await stage.signUp();
const project = await filledProject(stage);
const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: findProgram('chromium') ?? '', args: ['--no-sandbox'] });
try {
  for (const view of VIEWS) await takeAll(view);
} finally {
  await browser.close();
}

async function filledProject(stage: ConsoleStage) {
  const { page, api } = await stage.addProject('Move in May');
  const { items } = (await stage.olga.ask('GET', `${api}/mailboxes`)).body;
  await stage.olga.ask('POST', `${api}/acts`, { act: 'start' });
  return { page, mailbox: items[0]?.id ?? '' };
}

async function takeAll({ view, ...look }: (typeof VIEWS)[number]): Promise<void> {
  await mkdir(join(FOLDER, view), { recursive: true });
  await using reader = await openReader(browser, { url: stage.url, ...look });
  const { page } = reader;
  const take = async ({ name, path, shows }: Screen): Promise<void> => {
    if (wanted.length > 0 && !wanted.some((one) => name.includes(one))) return;
    await page.goto(path.replace('{project}', project.page).replace('{mailbox}', project.mailbox));
    await page.getByText(shows).first().waitFor();
    await page.screenshot({ path: join(FOLDER, view, `${name}.png`), fullPage: true });
  };
  for (const screen of OPEN_SCREENS) await take(screen);
  await reader.context.request.post('/api/session', { data: { address: PERSON.address, password: PERSON.password } });
  for (const screen of SCREENS) await take(screen);
}
