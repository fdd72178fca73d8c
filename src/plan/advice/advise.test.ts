import { describe, expect, test } from 'vitest';
import {
  answersOf,
  figuresOf,
  folder,
  knownMailbox,
  knownOrganisation,
  NO_NEEDS,
  OFFERS,
  TO_EXCHANGE,
} from '../../../test/advice-samples.ts';
import type { KnownMailbox } from '../known-organisation.ts';
import { type Advice, advise, type Known } from './advise.ts';

const NOTHING_KNOWN: Known = { inventory: null, surveys: [], yearNow: 2026 };
const GB = 1e9;

function advice(groups: readonly object[], known: Partial<Known> = {}): Advice {
  return advise(answersOf(groups), OFFERS, { ...NOTHING_KNOWN, ...known });
}

function mailbox(address: string, more: Partial<KnownMailbox> = {}): KnownMailbox {
  return knownMailbox(address, { bytesMax: 25 * GB, bytesUsed: GB, ...more });
}

const STAY = { name: 'Stay', needs: NO_NEEDS, people: ['stay@example.com'] };
const PLUS = { name: 'Plus', needs: { ...NO_NEEDS, phone: ['contacts'] }, people: ['plus@example.com'] };
const MOVE = { name: 'Move', needs: TO_EXCHANGE, people: ['move@example.com'] };

describe('advice to groups', () => {
  test('is one answer for each: some stay, some upgrade, some move', () => {
    expect(advice([STAY, PLUS, MOVE]).groups.map(({ chosen }) => chosen.id)).toEqual([
      'rackspace-email',
      'email-plus',
      'exchange',
    ]);
  });

  test('says why, and what has to be done', () => {
    const [, plus, move] = advice([STAY, PLUS, MOVE]).groups;
    expect(plus?.reasons[0]).toBe(
      'Rackspace Email Plus has what they need and Rackspace Email lacks: contacts on the phone.',
    );
    expect(plus?.reasons.join(' ')).toContain('No migration');
    expect(move?.reasons[0]).toBe(
      'Microsoft Exchange has what they need and Rackspace Email and Rackspace Email Plus lack: the calendar in Outlook.',
    );
    expect(move?.reasons.join(' ')).toContain('Autodiscover');
  });

  test('speaks of Autodiscover to Outlook only where people have it', () => {
    const [one] = advice([{ ...MOVE, needs: { ...TO_EXCHANGE, programs: ['webmail'] } }]).groups;
    expect(one?.reasons.join(' ')).not.toContain('in no other way');
  });

  test('says of a full mailbox that it is no reason to move', () => {
    const [one] = advice([{ ...STAY, needs: { ...NO_NEEDS, storage: 'full' } }]).groups;
    expect(one?.chosen.id).toBe('rackspace-email');
    expect(one?.reasons.join(' ')).toContain('no reason to move');
  });

  test('names what another offer has and what none has', () => {
    const [one] = advice([{ ...MOVE, needs: { ...TO_EXCHANGE, documents: ['editors'], sharing: ['phone'] } }]).groups;
    expect(one?.reasons).toContain('Not to be had with it: calendars of others on the phone; no offer has it.');
    expect(one?.reasons).toContain(
      'Not to be had with it: editors for documents and tables; only Rackspace Email Plus has it.',
    );
  });

  test('follows a decision, and says what the advice was', () => {
    const [one] = advice([{ ...MOVE, decision: 'rackspace-email' }]).groups;
    expect(one?.chosen.id).toBe('rackspace-email');
    expect(one?.reasons.join(' ')).toContain('the advice was Microsoft Exchange. It lacks the calendar in Outlook.');
    expect(() => advice([{ ...MOVE, decision: 'excange' }])).toThrow('the group Move is "excange"');
  });
});

describe('what follows for all of them', () => {
  const remarks = (groups: readonly object[], known: Partial<Known> = {}): string =>
    advice(groups, known).remarks.join('\n');

  test('an upgrade takes along who stays in the same domain, and nobody else', () => {
    expect(remarks([STAY, PLUS])).toContain('ordered for a whole domain: Stay would get it too');
    expect(remarks([{ ...STAY, people: ['stay@other.example'] }, PLUS])).not.toContain('whole domain');
  });

  test('a domain of which only a part moves needs a way for its mail', () => {
    expect(remarks([STAY, MOVE])).toContain('In example.com some move and some stay');
    expect(remarks([{ ...STAY, people: ['stay@other.example'] }, MOVE])).not.toContain('some stay');
  });

  test('nobody moves: there is nothing to migrate', () => {
    expect(remarks([STAY, PLUS])).toContain('nothing to migrate');
  });

  test('everybody who moves is counted and prepares, and five business days are told', () => {
    expect(remarks([MOVE])).toContain('1 person moves: every one of them prepares');
    expect(remarks([MOVE])).toContain('five business days');
  });

  test('addresses are held against the inventory, both ways', () => {
    const inventory = knownOrganisation(
      [mailbox('move@example.com', { platform: 'exchange' }), mailbox('zoe@example.com')],
      { emailPlusDomains: ['example.com', 'other.example'] },
    );
    const said = remarks([MOVE, STAY], { inventory });
    expect(said).toContain('stay@example.com is in the answers and not in the inventory.');
    expect(said).toContain('zoe@example.com has a mailbox and is in no group.');
    expect(said).toContain('move@example.com is on Exchange already.');
    expect(said).toContain('example.com has Email Plus already.');
    expect(said).not.toContain('other.example');
  });

  test('many addresses are counted behind the first ten', () => {
    const mailboxes = Array.from({ length: 13 }, (_, at) => mailbox(`m${String(at).padStart(2, '0')}@example.com`));
    expect(remarks([MOVE], { inventory: knownOrganisation(mailboxes) })).toMatch(
      /m00@example\.com, .*m09@example\.com and 3 more have mailboxes and are in no group/,
    );
  });

  test('a mailbox that fills more than 70 % of the new one is named', () => {
    const inventory = knownOrganisation([mailbox('move@example.com', { bytesUsed: 71 * GB, bytesMax: 100 * GB })]);
    expect(remarks([MOVE], { inventory })).toContain('move@example.com fills more than 70 % of the 100 GB');
    const fits = { ...inventory, mailboxes: [mailbox('move@example.com', { bytesUsed: 69 * GB })] };
    expect(remarks([MOVE], { inventory: fits })).not.toContain('70 %');
  });
});

describe('storage', () => {
  test('names full mailboxes of the inventory, and those surveyed with what fills them', () => {
    const inventory = knownOrganisation([
      mailbox('full@example.com', { bytesUsed: 24 * GB }),
      mailbox('half@example.com', { bytesUsed: 12 * GB }),
      mailbox('seen@example.com', { bytesUsed: GB }),
      mailbox('untold@example.com', { bytesUsed: null, bytesMax: null }),
    ]);
    const surveys = [figuresOf('seen@example.com', [folder('INBOX', { items: 5, bytes: 24 * GB })])];
    const { storage } = advice([STAY], { inventory, surveys });
    expect(storage.map(({ address, isFull, advice: own }) => [address, isFull, own !== null])).toEqual([
      ['full@example.com', true, false],
      ['seen@example.com', true, true],
    ]);
  });

  test('measures a mailbox that nobody told the size of by the offer that people have', () => {
    const surveys = [figuresOf('ann@example.com', [folder('INBOX', { bytes: 22.4 * GB })])];
    expect(advice([STAY], { surveys }).storage).toMatchObject([{ bytesMax: 25 * GB, isFull: false }]);
  });
});
