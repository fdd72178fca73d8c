import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answersOf, figuresOf, folder, OFFERS, TO_EXCHANGE } from '../../../test/advice-samples.ts';
import { advise } from '../advice/advise.ts';
import { PROGRAMS } from '../programs.ts';
import { prepare } from './prepare.ts';
import { overviewHtml, sheetHtml } from './sheet-html.ts';
import { sheetText } from './sheet-text.ts';
import { taskSheet } from './task-sheet.ts';

const EVIL = `<script>alert(1)</script>"onload='x' \u202egnp.exe`;
const organisation = { name: `Evil ${EVIL}`, contact: `Kim ${EVIL}`.replace('\u202e', ''), moveDate: 'Saturday' };
const everything = {
  address: 'ann@example.com',
  name: 'Ann <b>O’Neil</b> & Co',
  programs: PROGRAMS,
  pop: 'yes',
  localMail: 'yes',
  reachAt: 'ann@private.example',
  waived: { 'contacts-backup': 'has <none>' },
};
const surveys = [
  figuresOf('ann@example.com', [
    folder('INBOX', { items: 4812, oldest: '2011-02-03', newest: '2026-11-12' }),
    folder(`Folder ${EVIL}\u0007`, { items: 1 }),
    folder('vacant'),
    ...Array.from({ length: 400 }, (_, at) => folder(`f${at}`, { items: 1 })),
  ]),
];
const answers = answersOf(
  [{ name: `Board ${EVIL}`.replace('\u202e', ''), needs: TO_EXCHANGE, people: [everything] }],
  organisation,
);
const preparation = prepare(advise(answers, OFFERS, { inventory: null, surveys, yearNow: 2026 }), surveys);
const [person] = preparation.people;
if (person === undefined) throw new Error('somebody moves');
const sheet = taskSheet(person, answers.organisation);
const page = sheetHtml(sheet);
const overview = overviewHtml(preparation, answers.organisation.name, (address) => `${address}.html`);

describe.each([
  ['sheet', page],
  ['overview', overview],
])('the page of the %s', (_, text) => {
  test('escapes whatever people and servers wrote', () => {
    expect(text).not.toContain('<script');
    expect(['\u0007', '\u202e'].filter((one) => text.includes(one))).toEqual([]);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&#39;x&#39;');
  });

  test('fetches nothing, and its own policy forbids it', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    expect(text).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`.replaceAll("'", '&#39;'));
    expect(text).toContain('default-src &#39;none&#39;');
    expect(text).not.toMatch(/<(script|link|img|iframe|object|form)|@import|url\(/i);
    expect(text.match(/ (src|srcset|style|on\w+)=/g)).toBeNull();
  });

  test('can be read aloud: language, title, one first heading, no level left out, headed tables', () => {
    expect(text).toContain('<html lang="en">');
    expect(text).toMatch(/<title>[^<]+<\/title>/);
    const levels = [...text.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
    expect(text.match(/<table>/g)?.length).toBe(text.match(/<caption>/g)?.length);
    expect(text).not.toMatch(/<th(?! scope=)[ >]/);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, slash, name = ''] of text
      .replace(/<style>[\s\S]*<\/style>/, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
      if (name === 'meta') continue;
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });
});

describe('a sheet', () => {
  const text = sheetText(sheet);

  test.each([
    ['on a page', page],
    ['as text', text],
  ])('%s has every task, the guides of what is open, and every program after the move', (_, whole) => {
    for (const said of [
      'Check that all your mail is on the server',
      'From POP to IMAP in classic Outlook',
      'From POP to the server in new Outlook on Windows',
      'Prepare Apple Mail for the move',
      'Classic Outlook on Windows, after the move',
      'iPhone and iPad, after the move',
      'Android, after the move',
      'In the browser, after the move',
      'secure.emailsrvr.com',
      'https://apps.rackspace.com',
    ]) {
      expect(whole).toContain(said);
    }
  });

  test.each([
    ['on a page', page],
    ['as text', text],
  ])('%s shows folders that hold something, with their dates, and counts what is too many', (_, whole) => {
    expect(whole).toContain('2011-02-03');
    expect(whole.toLowerCase()).toContain('and 102 more folders');
    expect(whole).not.toContain('vacant');
  });

  test.each([
    ['on a page', page, 'has &lt;none&gt;'],
    ['as text', text, 'Not needed: has <none>'],
  ])('%s says why a task was waived, and leaves its guide out', (_, whole, why) => {
    expect(whole).toContain(why);
    expect(whole).not.toContain('Collected addresses');
  });

  test('as text holds no character that moves a cursor', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('of somebody nobody surveyed has no table', () => {
    const bare = sheetHtml(taskSheet({ ...person, figures: null }, answers.organisation));
    expect(bare).not.toContain('<table>');
  });
});
