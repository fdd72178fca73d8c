import { describe, expect, test } from 'vitest';
import { PROGRAMS } from '../programs.ts';
import { AFTER_MOVE } from './after-move.ts';
import { CONFIRM_MAIL, FIND_POP, WRITE_DOWN } from './confirm-mail.ts';
import { CONTACTS_BACKUP } from './contacts.ts';
import { filledParts, filledText, type Guide, type GuideWords } from './guide.ts';
import { LOCAL_MAC, LOCAL_OTHER, LOCAL_OUTLOOK, LOCAL_THUNDERBIRD } from './local-mail.ts';
import { MAC_MAIL, POP_APPLE_MAIL, POP_OUTLOOK_MAC } from './pop-mac.ts';
import { POP_OUTLOOK_CLASSIC, POP_OUTLOOK_NEW, POP_THUNDERBIRD } from './pop-windows.ts';
import { LIST_DEVICES, REACH_YOU } from './reach.ts';

const POP = [POP_OUTLOOK_CLASSIC, POP_OUTLOOK_NEW, POP_THUNDERBIRD, POP_OUTLOOK_MAC, POP_APPLE_MAIL];
const LOCAL = [LOCAL_OUTLOOK, LOCAL_MAC, LOCAL_THUNDERBIRD, LOCAL_OTHER];
const OTHERS = [CONFIRM_MAIL, FIND_POP, MAC_MAIL, CONTACTS_BACKUP, WRITE_DOWN, REACH_YOU, LIST_DEVICES];
const ALL: readonly Guide[] = [...POP, ...LOCAL, ...OTHERS, ...PROGRAMS.map((program) => AFTER_MOVE[program])];

const words: GuideWords = {
  address: 'ann@example.com',
  imapHost: 'imap.example.com',
  smtpHost: 'smtp.example.com',
  webmail: 'https://old.example.com',
  newWebmail: 'https://new.example.com',
  contact: 'Kim **Lee** {address}',
  moveDate: 'Saturday',
};

function textsOf({ title, before, parts, trouble }: Guide): readonly string[] {
  const steps = parts.flatMap((part) => [part.title ?? '', ...part.steps]);
  return [title, ...before, ...steps, ...trouble.flatMap(({ when, then }) => [when, then])];
}

describe.each(ALL.map((guide) => [guide.title, guide] as const))('the guide “%s”', (_, guide) => {
  const texts = textsOf(guide);

  test('leaves no word in braces unfilled', () => {
    const values: Readonly<Record<string, string>> = { ...words, contact: 'Kim' };
    const filled = texts.map((text) => filledText(text, { ...words, ...values }));
    expect(filled.filter((text) => /[{}]/.test(text))).toEqual([]);
  });

  test('closes what it opens: every second part is read on the screen, and is not empty', () => {
    for (const text of texts) {
      const parts = filledParts(text, words);
      expect([text, parts.length % 2]).toEqual([text, 1]);
      expect(parts.filter((part, at) => at % 2 === 1 && part.trim() === '')).toEqual([]);
    }
  });

  test('sends nobody to another page', () => {
    expect(texts.filter((text) => /https?:|www\.|\.com\b/i.test(text))).toEqual([]);
  });

  test('has steps, and says how long they take', () => {
    expect(guide.parts.length).toBeGreaterThan(0);
    for (const { steps } of guide.parts) expect(steps.length).toBeGreaterThan(0);
    expect(guide.minutes).toBeGreaterThan(0);
    expect(guide.minutes).toBeLessThanOrEqual(60);
  });
});

describe('the guides', () => {
  const whole = (guide: Guide): string => textsOf(guide).join('\n');

  test('for POP keep a copy, stop POP before they upload, and remove the account last', () => {
    for (const guide of [POP_OUTLOOK_CLASSIC, POP_THUNDERBIRD, POP_OUTLOOK_MAC]) {
      const text = whole(guide);
      expect(text).toMatch(/Leave (a copy of )?(each )?messages? on (the )?server/);
      expect(text.indexOf('{imapHost}')).toBeGreaterThan(text.search(/Stop POP/));
      expect(text.search(/\*\*(Remove|Remove Account|–)\*\*/)).toBeGreaterThan(text.indexOf('{imapHost}'));
    }
  });

  test('that connect by IMAP name both servers with the ports that are encrypted', () => {
    for (const guide of [POP_OUTLOOK_CLASSIC, POP_THUNDERBIRD, POP_OUTLOOK_MAC]) {
      expect(whole(guide)).toMatch(/\{imapHost\}[\s\S]*993/);
      expect(whole(guide)).toMatch(/\{smtpHost\}[\s\S]*465/);
    }
  });

  test('for a Mac warn that a POP account takes its mail with it, save before they remove, and restart', () => {
    const text = whole(MAC_MAIL);
    expect(text).toContain('its mail would be gone');
    expect(text.indexOf('Export Mailbox')).toBeLessThan(text.indexOf('Click **–**'));
    expect(text.indexOf('Restart the Mac')).toBeGreaterThan(text.indexOf('Click **–**'));
  });

  test('for finding POP and for contacts know every program and phone', () => {
    const titles = (guide: Guide): string => guide.parts.map(({ title }) => title).join('\n');
    for (const name of ['Classic Outlook', 'New Outlook', 'Mac', 'Thunderbird', 'iPhone', 'Android']) {
      expect(titles(FIND_POP)).toContain(name);
      expect(titles(CONTACTS_BACKUP)).toContain(name);
    }
  });
});

describe('a text of a guide', () => {
  test('takes asterisks and braces in a name for what they are', () => {
    expect(filledParts('Ask {contact} for **Help**', words)).toEqual(['Ask Kim **Lee** {address} for ', 'Help', '']);
  });

  test('without bold letters has quotation marks', () => {
    expect(filledText('Click **Next**, {address}.', words)).toBe('Click “Next”, ann@example.com.');
  });
});
