import { describe, expect, test } from 'vitest';
import { ownWords, ownWordsOfHtml } from './own-words.ts';

describe('the own words of plain text', () => {
  test.each([
    { by: 'nobody around it', text: 'Yes, please.\n', own: 'Yes, please.' },
    {
      by: 'Gmail',
      text: 'Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Godwit <a@b.c> wrote:\n\n> Which day?\n',
      own: 'Yes.',
    },
    {
      by: 'Gmail, with a broken introduction',
      text: 'Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Godwit <ticket@move.example.com>\nwrote:\n\n> Which day?',
      own: 'Yes.',
    },
    {
      by: 'Gmail in German',
      text: 'Ja.\n\nAm Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Godwit <a@b.c>:\n> Wann?',
      own: 'Ja.',
    },
    {
      by: 'Gmail in French',
      text: 'Oui.\n\nLe lun. 5 janv. 2026 à 09:00, Godwit <a@b.c> a écrit :\n\n> Quand ?',
      own: 'Oui.',
    },
    {
      by: 'Outlook',
      text: 'Yes.\n\nFrom: Godwit <a@b.c>\nSent: Monday, January 5, 2026\nTo: Ada\nSubject: Plan\n\nWhich day?',
      own: 'Yes.',
    },
    {
      by: 'Outlook in German, with a rule',
      text: 'Ja.\n\n________________________________\nVon: Godwit\nGesendet: Montag\nAn: Ada\nBetreff: Plan\n\nWann?',
      own: 'Ja.',
    },
    { by: 'old Outlook', text: 'Yes.\n-----Original Message-----\nFrom: Godwit\nWhich day?', own: 'Yes.' },
    { by: 'a signature', text: 'Yes.\n-- \nAda Finch\nFinch & Sons', own: 'Yes.' },
    { by: 'a telephone', text: 'Yes.\n\nSent from my iPhone', own: 'Yes.' },
    {
      by: 'answers between quotes',
      text: 'On 5 Jan 2026 at 09:00, Godwit wrote:\n> Which day?\nMonday.\n> Which hour?\nNine.',
      own: 'Monday.\nNine.',
    },
    { by: 'nothing but quotes', text: 'On 5 Jan 2026, a@b.c wrote:\n> Which day?\n> Which hour?\n', own: '' },
    {
      by: 'a list of its own',
      text: 'We wish for these:\n- Monday\n- Tuesday',
      own: 'We wish for these:\n- Monday\n- Tuesday',
    },
    {
      by: 'a sentence that only looks like a header',
      text: 'From: Monday we can begin.\nThat is all.',
      own: 'From: Monday we can begin.\nThat is all.',
    },
    { by: 'controls, NUL and marks of direction', text: 'Y\0e\u001b[31ms\u202e!\r\n\tok', own: 'Ye[31ms!\n\tok' },
    { by: 'half a character', text: 'a\ud800b', own: 'a\ufffdb' },
  ])('are what is left of a reply by $by', ({ text, own }) => {
    expect(ownWords(text)).toBe(own);
  });

  test.each(['>', '> ', 'From: a\n', 'On 1 a@b.c wrote:\n', '-'.repeat(50), 'a:\n', '\n', ' '])(
    'are found without delay in a text of nothing but %j',
    (piece) => {
      expect(ownWords(piece.repeat(100_000)).length).toBeLessThanOrEqual(20_000);
    },
  );
});

describe('the own words of HTML', () => {
  test.each([
    {
      by: 'Gmail',
      html: '<div>Yes,<br>Monday.</div><div class="gmail_quote">On … wrote:<blockquote>Which?</blockquote></div>',
    },
    {
      by: 'Outlook',
      html: '<p>Yes,</p><p>Monday.</p><div id="divRplyFwdMsg"><b>From:</b> Godwit</div><p>Which day?</p>',
    },
    { by: 'Apple Mail', html: 'Yes,<div>Monday.</div><blockquote type="cite">Which day?</blockquote>' },
    { by: 'a page with a script', html: '<style>p{}</style><script>alert(1)</script>Yes,<br/>Monday.<br/>-- <br/>Ada' },
  ])('are what a reader sees above the mail that is answered, in a reply by $by', ({ html }) => {
    expect(ownWordsOfHtml(html).split(/\s+/)).toEqual(['Yes,', 'Monday.']);
  });

  test.each(['<', '<a ', '<blockquote', '<div class="', '<br'])(
    'are found without delay in %j again and again',
    (piece) => {
      expect(ownWordsOfHtml(piece.repeat(100_000)).length).toBeLessThanOrEqual(20_000);
    },
  );
});
