import { describe, expect, test } from 'vitest';
import { type MailSink, openMailSink } from '../../test/service/mail-sink.ts';
import { mailSettings } from '../../test/service/notices-world.ts';
import { HOSTILE, NOTICE_KINDS, sampleLetters } from '../../test/service/sample-letters.ts';
import { decodeCharacterReferences } from '../content/html-characters.ts';
import type { Letter } from '../model/delivery.ts';
import type { EntryPart } from '../model/ticket.ts';
import { smtpClient } from '../wire/smtp/send-mail.ts';
import { letterMail } from './letter-mail.ts';
import { NOTICE_TEXTS } from './notice-texts.ts';

/** Everything a mail of ours is made of. */
const HEADERS = [
  'auto-submitted',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'message-id',
  'mime-version',
  'references',
  'reply-to',
  'subject',
  'to',
  'x-auto-response-suppress',
];
const TAGS = [
  '!doctype',
  'html',
  'head',
  'meta',
  'title',
  'style',
  'body',
  'table',
  'tr',
  'td',
  'h1',
  'h2',
  'p',
  'a',
  'br',
];
const ATTRIBUTES = [
  'lang',
  'charset',
  'name',
  'content',
  'class',
  'style',
  'role',
  'width',
  'align',
  'cellpadding',
  'cellspacing',
  'href',
];

async function received(letters: readonly Letter[], sink: MailSink): Promise<readonly string[]> {
  const client = smtpClient({
    host: '127.0.0.1',
    port: sink.port,
    security: 'none',
    user: null,
    password: null,
    ca: [],
  });
  for (const letter of letters) await client.send(letterMail(letter, mailSettings(sink.port)));
  client.close();
  return sink.mails.map(({ raw }) => raw);
}

function headerNames(raw: string): readonly string[] {
  const head = raw.split('\r\n\r\n', 1)[0] ?? '';
  const lines = head.split('\r\n').filter((line) => !/^[ \t]/.test(line));
  return lines.map((line) => line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase());
}

/** Tags and attributes as a browser would find them, outside of text. */
function markupOf(html: string): { readonly tags: readonly string[]; readonly attributes: readonly string[] } {
  const tags = [...html.matchAll(/<\/?([a-z!][^\s>/]*)((?:[^>"]|"[^"]*")*)>/gi)];
  const attributes = tags.flatMap(([, , rest = '']) =>
    [...rest.matchAll(/([a-z-]+)\s*=\s*"[^"]*"/gi)].map(([, name = '']) => name),
  );
  return { tags: tags.map(([, tag = '']) => tag.toLowerCase()), attributes };
}

describe.each([{ what: 'usual', text: null }, ...HOSTILE])('every notice with $what names', ({ text }) => {
  const letters = sampleLetters(text);

  test('has the headers of ours and no others, in lines that every server takes', async () => {
    await using sink = await openMailSink();
    const mails = await received(letters, sink);
    expect(mails).toHaveLength(letters.length);
    expect(new Set(sink.mails.flatMap(({ to }) => to))).toEqual(new Set(['ada@outside.example']));
    for (const raw of mails) {
      const names = headerNames(raw);
      expect(names.toSorted()).toEqual(HEADERS.filter((name) => names.includes(name)));
      expect(names).toContain('auto-submitted');
      expect(raw).toMatch(/^[\r\n\t\x20-\x7e]*$/);
      expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(200);
    }
  });

  test('is harmless as plain text and in its subject', () => {
    for (const letter of letters) {
      const { subject, text: plain } = letterMail(letter, mailSettings(1));
      expect(subject).toMatch(/^[^\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+$/u);
      expect(subject.length).toBeLessThanOrEqual(150);
      expect(plain).toMatch(/^[^\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+$/u);
      expect(plain.replaceAll('\n', '')).toMatch(/^\P{Cc}+$/u);
      expect(plain).not.toMatch(/\p{M}{5}/u);
      expect(plain.isWellFormed() && subject.isWellFormed()).toBe(true);
      expect(plain.length).toBeLessThan(25_000);
    }
  });

  test('is harmless as HTML: our tags and attributes alone, and nothing that loads or runs', () => {
    for (const letter of letters) {
      const { html } = letterMail(letter, mailSettings(1));
      const { tags, attributes } = markupOf(html);
      expect(tags.filter((tag) => !TAGS.includes(tag))).toEqual([]);
      expect(attributes.filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
      expect(html.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
      const own = html.match(/<style>.*?<\/style>|<[^>]*>/gs)?.join('') ?? '';
      expect(own).not.toMatch(/url\(|@import|src=|background=/i);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
      expect(links.filter((href) => href !== 'https://move.example.com/m/godwit_link_abcdef')).toEqual([]);
    }
  });

  test('says the same in both forms', () => {
    for (const letter of letters) {
      const { html, text: plain } = letterMail(letter, mailSettings(1));
      const visible = html.replace(/<head>.*<\/head>|<h1.*?<\/h1>/gs, '').replace(/<[^>]*>/g, ' ');
      const words = (given: string) => given.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
      expect(new Set(words(decodeCharacterReferences(visible)))).toEqual(new Set(words(plain)));
    }
  });
});

describe('the catalogue', () => {
  test('has no placeholder left in what people read', () => {
    for (const letter of sampleLetters(null)) {
      const { subject, text, html } = letterMail(letter, mailSettings(1));
      for (const form of [subject, text, html.replace(/<style>.*<\/style>/s, '')]) expect(form).not.toMatch(/[{}]/);
    }
  });

  test('names every fact that its notices have', () => {
    for (const letter of sampleLetters(null)) {
      const { part } = letter.entry;
      if (part.is !== 'notice') continue;
      const text = NOTICE_TEXTS[part.kind];
      const words = [text.subject, ...text.happened, ...text.next, ...text.you].join(' ');
      const named = new Set([...words.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name));
      if (text.link !== undefined) named.add('link');
      expect(named, part.kind).toEqual(new Set(Object.keys(part.facts)));
    }
  });

  test.each(NOTICE_KINDS)('tells of %s what happened, what follows and what to do, and calls nothing done', (kind) => {
    const { subject, happened, next, you } = NOTICE_TEXTS[kind];
    expect(subject.length).toBeLessThanOrEqual(78);
    for (const part of [happened, next, you]) expect(part.length).toBeGreaterThan(0);
    const words = [subject, ...happened, ...next, ...you].join(' ');
    expect(words).not.toMatch(/complete[ds]?\b|success|please note|kindly|!|asap/i);
    if (kind === 'completed') expect(subject).toContain('verified');
  });

  test('tells moments by the clock of the project', () => {
    const letter = sampleLetters(null).find(({ delivery }) => delivery.kind === 'date-confirmed');
    const mail = letter === undefined ? null : letterMail(letter, mailSettings(1));
    expect(mail?.text).toMatch(/Tuesday, 13 January 2026 at\s09:00 CET/);
  });

  test('names every licence that can go, however many there are', () => {
    const letter = sampleLetters(null).find(({ delivery }) => delivery.kind === 'licence-removal');
    const names = Array.from({ length: 500 }, (_, at) => `user.number.${at}@finch.example`);
    const part = {
      is: 'notice',
      kind: 'licence-removal',
      mailbox: null,
      facts: { project: 'Move', mailboxes: names.join(', ') },
    };
    const told = letter === undefined ? null : { ...letter, entry: { ...letter.entry, part: part as EntryPart } }; // its facts are these
    const { text } = letterMail(told ?? missing(), mailSettings(1));
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  test('sends no notice whose private link is gone', () => {
    const letter = sampleLetters(null).find(({ delivery }) => delivery.kind === 'user-invited');
    expect(() => letter && letterMail({ ...letter, secretFacts: null }, mailSettings(1))).toThrow('not kept');
  });
});

function missing(): never {
  throw new Error('there is no such letter');
}
