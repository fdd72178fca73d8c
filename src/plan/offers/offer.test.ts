import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../base/problem.ts';
import { comparison } from '../advice/wording.ts';
import { parseOffers } from './offer.ts';

const TEXT = readFileSync(new URL('offers.json', import.meta.url), 'utf8');
const offers = parseOffers(TEXT, 'offers.json');

/** Mail, calendar, contacts, notes, tasks, calendar sharing: the ticks of the guide, read by eye. */
const GUIDE = {
  'Rackspace Email': { GB: '25 GB', extras: '–––', outlook: '+-----', phone: '+-----', web: '++++++' },
  'Rackspace Email Plus': { GB: '25 GB', extras: '30 GByesyes', outlook: '+-----', phone: '+++---', web: '++++++' },
  'Microsoft Exchange': { GB: '100 GB', extras: '–––', outlook: '++++++', phone: '+++++-', web: '++++++' },
} as const;

describe('the built-in offers', () => {
  test('are the three of the guide, in the order from staying to migrating', () => {
    expect(offers.map(({ name, way }) => [name, way])).toEqual([
      ['Rackspace Email', 'stay'],
      ['Rackspace Email Plus', 'upgrade'],
      ['Microsoft Exchange', 'migration'],
    ]);
  });

  test.each(Object.entries(GUIDE))('the comparison says of %s what the guide says', (name, facts) => {
    const at = offers.findIndex((offer) => offer.name === name);
    const rows = comparison(offers);
    const cell = (title: string, under: string | null): string =>
      rows.find((row) => row.title === title && row.under === under)?.cells[at] ?? 'missing';
    const ticks = (under: string): string =>
      ['Mail', 'Calendar', 'Contacts', 'Notes', 'Tasks', 'Calendar sharing']
        .map((title) => ({ yes: '+', '–': '-' })[cell(title, under)] ?? '?')
        .join('');
    expect(cell('Mailbox storage', null)).toBe(facts.GB);
    const extras = ['Drive for files', 'Synchronised files', 'Document editors'];
    expect(extras.map((title) => cell(title, null)).join('')).toBe(facts.extras);
    expect([ticks('In Outlook'), ticks('On the phone'), ticks('In the browser')]).toEqual([
      facts.outlook,
      facts.phone,
      facts.web,
    ]);
  });

  test('leave the price to the seller, and say that Email Plus needs no migration', () => {
    expect(offers.map(({ price }) => price)).toEqual([null, null, null]);
    expect(comparison(offers).find(({ title }) => title === 'How to get it')?.cells).toEqual([
      'there already',
      'an upgrade',
      'a migration',
    ]);
    expect(offers[1]?.needs.join(' ')).toContain('No migration');
  });
});

describe('an edited table of offers', () => {
  const edited = (edit: (document: { version: number; offers: Record<string, unknown>[] }) => void): string => {
    const document = JSON.parse(TEXT);
    edit(document);
    return JSON.stringify(document);
  };
  const complaint = (text: string): string => {
    try {
      parseOffers(text, 'mine.json');
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };

  test('may have more offers, other sizes and prices', () => {
    const text = edited(({ offers: rows }) => {
      rows.push({
        ...rows[2],
        id: 'business',
        name: 'Business',
        mailboxGB: 50,
        cloudDriveGB: 1000,
        price: '12 € a month',
      });
    });
    expect(parseOffers(text, 'mine.json').at(-1)).toMatchObject({
      id: 'business',
      mailboxGB: 50,
      price: '12 € a month',
    });
  });

  test.each([
    [
      'another version',
      edited((d) => void (d.version = 2)),
      'mine.json, version: this version of Godwit reads version 1',
    ],
    [
      'a misspelt member',
      edited((d) => void (d.offers[0] = { ...d.offers[0], fone: [] })),
      'mine.json, offers[0].fone',
    ],
    [
      'an unknown feature',
      edited((d) => void (d.offers[1] = { ...d.offers[1], phone: ['fax'] })),
      'offers[1].phone[0]: "fax"',
    ],
    ['a way that is none', edited((d) => void (d.offers[1] = { ...d.offers[1], way: 'fly' })), 'offers[1].way: "fly"'],
    ['nothing that people have now', edited((d) => void d.offers.shift()), 'the first offer, and only that'],
    [
      'two offers that stay',
      edited((d) => void (d.offers[2] = { ...d.offers[2], way: 'stay' })),
      'offers[2]: the first offer',
    ],
    [
      'one id twice',
      edited((d) => void (d.offers[2] = { ...d.offers[2], id: 'email-plus' })),
      'offers[2]: the id email-plus is there twice',
    ],
    ['only one offer', edited((d) => void (d.offers.length = 1)), 'nothing to choose from'],
    ['too many offers', edited((d) => void d.offers.push(...Array(20).fill(d.offers[1]))), 'more than 20'],
  ])('with %s is refused at its place', (_, text, says) => {
    expect(complaint(text)).toContain(says);
  });
});
