/**
 * Somebody who reads the console in a real browser. Whatever the browser complains about is kept, and fails the test at its end:
 * errors of scripts, what the content security policy refused, requests to other hosts, and what axe finds.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Longer than anything that a page asks of a service on the same machine. */
const PATIENCE_MS = 15_000;

export interface ReaderOptions {
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Complaints that the test wants to provoke: of a service that is not there, for example. */
  readonly expected?: RegExp;
}

export interface Reader extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** All that the browser complained about so far. */
  readonly complaints: string[];
  /** What axe finds on the page as it is now, one line each. */
  audit(): Promise<readonly string[]>;
}

/** Disposing of it fails where the browser complained about something. */
export async function openReader(browser: Browser, options: ReaderOptions): Promise<Reader> {
  const { url, width = 1280, height = 800, dark = false, expected = null } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  const note = (complaint: string): void => {
    if (expected?.test(complaint) !== true) complaints.push(complaint);
  };
  await context.route(
    (wanted) => wanted.protocol.startsWith('http') && wanted.origin !== new URL(url).origin,
    async (route) => {
      note(`a request to ${route.request().url()}`);
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => noteConsole(message, note));
  page.on('pageerror', (error) => note(`an error: ${error.message}`));
  return {
    page,
    context,
    complaints,
    audit: () => audit(page),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      expect(complaints, 'complaints of the browser').toEqual([]);
    },
  };
}

/** A refusal of the service is an answer like any other: the page says it, and the browser logs it too. */
function noteConsole(message: ConsoleMessage, note: (complaint: string) => void): void {
  const text = message.text();
  if (!['error', 'warning'].includes(message.type())) return;
  if (/status of 4(01|04|09|22)/.test(text)) return;
  note(`${message.type()}: ${text}`);
}

interface Found {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Tooltips hang beside everything by their nature, and are read as descriptions of what they belong to. */
async function audit(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<readonly Found[]>(
    `axe.run({ exclude: [['[role=tooltip]']] }, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 300)}`));
}
