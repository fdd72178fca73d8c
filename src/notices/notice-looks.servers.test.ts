import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeWithChromium } from '../../test/servers/with-chromium.ts';
import { mailSettings } from '../../test/service/notices-world.ts';
import { HOSTILE, sampleLetters } from '../../test/service/sample-letters.ts';
import { letterMail } from './letter-mail.ts';

/** Where the pictures go, for whoever wants to look at them; nowhere without it. */
const FOLDER = process.env['NOTICE_PICTURES'];
const VIEWS = [
  { view: 'desk', width: 800, dark: false },
  { view: 'night', width: 800, dark: true },
  { view: 'telephone', width: 360, dark: false },
] as const;
/** Twenty-odd pages in three views. */
const TIMEOUT_MS = 300_000;

describeWithChromium('every notice in a browser', (browser) => {
  test.each(VIEWS)('is a calm page that fits: $view', { timeout: TIMEOUT_MS }, async ({ view, width, dark }) => {
    await using opened = await openPage(browser(), width, dark);
    for (const [at, letter] of sampleLetters(null).entries()) {
      const picture = await shownBy(opened, letterMail(letter, mailSettings(1)).html);
      const { entry, delivery } = letter;
      const name = `${entry.part.is === 'notice' ? 'notice' : 'entry'}-${delivery.kind}`;
      if (FOLDER !== undefined) {
        await mkdir(join(FOLDER, view), { recursive: true });
        await writeFile(join(FOLDER, view, `${String(at).padStart(2, '0')}-${name}.png`), picture);
      }
      expect(await isTooWide(opened.page), name).toBe(false);
      const [back, words] = await coloursOf(opened.page);
      expect(contrastOf(back, words), `${name} ${back} ${words}`).toBeGreaterThanOrEqual(7);
    }
    expect(opened.requests).toEqual([]);
  });

  test.each(HOSTILE)(
    'fits, loads nothing and runs nothing with $what in its facts',
    { timeout: TIMEOUT_MS },
    async (given) => {
      await using opened = await openPage(browser(), 360, false);
      const { page, requests } = opened;
      for (const letter of sampleLetters(given.text)) {
        const picture = await shownBy(opened, letterMail(letter, mailSettings(1)).html);
        if (FOLDER !== undefined && letter.delivery.kind === 'mailbox-failed') {
          await mkdir(join(FOLDER, 'hostile'), { recursive: true });
          await writeFile(join(FOLDER, 'hostile', `${given.what.replaceAll(' ', '-')}.png`), picture);
        }
        expect(await isTooWide(page), letter.delivery.kind).toBe(false);
        expect(await page.evaluate('window.planted')).toBeUndefined();
        expect(await page.locator('script, img, iframe, object, form, link, base').count()).toBe(0);
      }
      expect(requests).toEqual([]);
    },
  );
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** Everything that a page wanted from elsewhere. */
  readonly requests: readonly string[];
}

async function openPage(browser: Browser, width: number, dark: boolean): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme: dark ? 'dark' : 'light' });
  const requests: string[] = [];
  await context.route('**', async (route) => {
    requests.push(route.request().url());
    await route.abort();
  });
  const page = await context.newPage();
  return { page, requests, [Symbol.asyncDispose]: () => context.close() };
}

async function shownBy({ page }: Opened, html: string): Promise<Buffer> {
  await page.setContent(html, { waitUntil: 'load' });
  return page.screenshot({ fullPage: true });
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** Of the card and of the words on it. */
function coloursOf(page: Page): Promise<readonly [string, string]> {
  const colour = (selector: string, name: string) => `getComputedStyle(document.querySelector('${selector}')).${name}`;
  return page.evaluate(`[${colour('.card', 'backgroundColor')}, ${colour('p.text', 'color')}]`);
}

/** WCAG 2.2, 1.4.6. */
function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/\d+/g)].map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
