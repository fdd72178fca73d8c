import { describe, expect, test } from 'vitest';
import { figuresOf, folder } from '../../../test/advice-samples.ts';
import { signsOf } from './signs.ts';

const signs = (folders: Parameters<typeof figuresOf>[1]) => signsOf(figuresOf('ann@example.com', folders));
const SPAN = { oldest: '2026-11-01', newest: '2026-11-14', items: 20 };

describe('POP', () => {
  test('is suspected where nothing was sent and the inbox holds a few days', () => {
    expect(signs([folder('INBOX', SPAN), folder('Sent')]).ofPop).toEqual([
      'On the server there is no sent mail and no other folder with mail.',
      'The inbox on the server holds mail of only 14 days, from 2026-11-01 on.',
    ]);
  });

  test('is suspected whatever the server itself put into junk and trash', () => {
    expect(
      signs([folder('INBOX', SPAN), folder('Spam', { items: 9 }), folder('Trash', { items: 3 })]).ofPop,
    ).not.toEqual([]);
  });

  test('is suspected where the inbox is empty and there is no folder for sent mail at all', () => {
    expect(signs([folder('INBOX')]).ofPop).toContain('The inbox on the server is empty.');
  });

  test.each([
    ['mail was sent', [folder('INBOX', SPAN), folder('Sent', { items: 1 })]],
    ['the inbox goes back further', [folder('INBOX', { ...SPAN, oldest: '2026-10-13' }), folder('Sent')]],
    ['other folders hold mail', [folder('INBOX', SPAN), folder('Sent'), folder('2019', { items: 1 })]],
    ['there is no mail at all', [folder('Calendar', { isMail: false })]],
  ])('is not suspected where %s', (_, folders) => {
    expect(signs(folders).ofPop).toEqual([]);
  });
});

describe('Apple Mail', () => {
  test.each([
    ['INBOX/Deleted Messages', 'was made by Apple Mail'],
    ['sent messages', 'was made by Apple Mail'],
    ['INBOX/Inbox', 'lies in an inbox inside a folder'],
  ])('leaves traces such as %s', (path, says) => {
    expect(signs([folder('INBOX', SPAN), folder(path)]).ofAppleMail).toEqual([expect.stringContaining(says)]);
  });

  test.each(['INBOX', 'Deleted', 'Messages', 'Inbox old'])('does not leave %s', (path) => {
    expect(signs([folder(path)]).ofAppleMail).toEqual([]);
  });
});
