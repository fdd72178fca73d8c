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
import { dayOf } from '../../base/civil-days.ts';
import { advise } from '../advice/advise.ts';
import { exchangeAt } from '../forecast/destination.ts';
import { prepare } from '../preparation/prepare.ts';
import { parseChecks } from './check-findings.ts';
import { gatherFacts, type KnownFacts } from './gather-facts.ts';
import type { Section, SectionId } from './plan-document.ts';
import { planHtml } from './plan-html.ts';
import { nextVersion, parsePlan, storedText } from './plan-version.ts';
import { writePlan } from './write-plan.ts';

const GB = 1_000_000_000;
const REQUESTED = dayOf(2026, 11, 23);
const SALES = { name: 'Sales', needs: TO_EXCHANGE, people: ['ann@example.com', 'bob@example.com'] };
const STORE = { name: 'Store', needs: NO_NEEDS, people: ['zoe@example.com'] };

function planOf(groups: readonly object[], more: Partial<KnownFacts> = {}, organisation?: object): readonly Section[] {
  const answers = answersOf(groups, organisation);
  const { inventory = null, surveys = [] } = more;
  const advice = advise(answers, OFFERS, { inventory, surveys, yearNow: 2026 });
  const facts = gatherFacts({
    answers,
    advice,
    preparation: prepare(advice, surveys),
    inventory,
    surveys,
    checks: [],
    destination: exchangeAt('mail.example.com'),
    measured: [],
    crew: { workers: 1, atOnce: 4 },
    requestedOn: REQUESTED,
    ...more,
  });
  return writePlan(facts);
}

function said(sections: readonly Section[], id: SectionId): string {
  const section = sections.find((one) => one.id === id);
  return JSON.stringify(section?.blocks);
}

describe('a plan', () => {
  test('names who moves, with what is known of the size, and who stays', () => {
    const sections = planOf([SALES, STORE], {
      inventory: knownOrganisation([knownMailbox('bob@example.com', { bytesUsed: 3 * GB })]),
      surveys: [figuresOf('ann@example.com', [folder('INBOX', { items: 70, bytes: 7_000_000 })])],
    });
    expect(said(sections, 'summary')).toContain(
      '2 mailboxes move from Rackspace Email to Exchange at mail.example.com',
    );
    expect(said(sections, 'summary')).toContain('1 mailbox stays where it is');
    const scope = said(sections, 'scope');
    expect(scope).toContain('"ann@example.com","Sales","70","7.00 MB","counted item by item"');
    expect(scope).toContain('"bob@example.com","Sales","30,000","3.00 GB","as the service counts"');
    expect(scope).not.toContain('"zoe@example.com","Store"');
  });

  test('is of everybody in the inventory where there is one group and nobody is named', () => {
    const mailboxes = [
      knownMailbox('ann@example.com', { bytesUsed: GB }),
      knownMailbox('old@example.com', { platform: 'exchange' }),
    ];
    const sections = planOf([{ ...SALES, people: [] }], { inventory: knownOrganisation(mailboxes) });
    expect(said(sections, 'scope')).toContain('ann@example.com');
    expect(said(sections, 'scope')).not.toContain('old@example.com');
  });

  test('names what does not move, with how many it concerns here', () => {
    const forwarding = { addresses: ['me@elsewhere.org'], keepsCopy: true };
    const inventory = knownOrganisation(
      [
        knownMailbox('ann@example.com', { forwarding, autoReply: { isOn: false } }),
        knownMailbox('bob@example.com', { forwarding: { addresses: [], keepsCopy: null }, autoReply: { isOn: true } }),
      ],
      { lists: [{ address: 'info@example.com', is: 'alias', members: ['ann@example.com'] }] },
    );
    const stays = said(planOf([SALES], { inventory }), 'what-stays');
    expect(stays).toMatch(/"Forwarding"[^\]]*"1 mailbox"/);
    expect(stays).toMatch(/"Automatic replies"[^\]]*"1 mailbox"/);
    expect(stays).toMatch(/"Aliases"[^\]]*"1"/);
    expect(stays).toMatch(/"Safe and blocked senders"[^\]]*not all told/);
    expect(said(planOf([SALES]), 'what-stays')).toMatch(/"Forwarding"[^\]]*"not looked up"/);
  });

  test('names folders that get another name and items that are too large, mailbox by mailbox', () => {
    const ann = {
      ...figuresOf('ann@example.com', [folder('INBOX')]),
      renames: [{ from: 'A/B', to: 'A-B', why: 'no slash' }],
      tooLarge: { items: 2, bytesMax: 10, named: [{ folder: 'INBOX', day: '2020-01-02', bytes: 70_000_000 }] },
    };
    const sections = planOf([SALES], { surveys: [ann] });
    expect(said(sections, 'renamed-folders')).toContain('"ann@example.com","A/B","A-B","no slash"');
    expect(said(sections, 'renamed-folders')).toContain('1 mailbox was not surveyed');
    expect(said(sections, 'what-stays')).toContain('"ann@example.com","INBOX","2020-01-02","70.0 MB"');
    expect(said(sections, 'what-stays')).toContain('And 1 more item');
  });

  test('names what checks found, blocks first, and what was accepted with its reason', () => {
    const result = { id: 'C3.spf', title: 'SPF', cause: 'No SPF.', remedy: 'Add it.', owner: 'dns-host', waived: null };
    const results = [
      { ...result, verdict: 'warn' },
      { ...result, id: 'C2', verdict: 'block', cause: 'The web server answers.', owner: 'web-host' },
      { ...result, id: 'C1', verdict: 'block', cause: 'No record.', waived: 'we have no Outlook' },
      { ...result, id: 'C5', verdict: 'pass', cause: null, remedy: null, owner: null },
    ];
    const checks = [parseChecks(JSON.stringify({ domain: 'example.com', results }), 'check.json')];
    const sections = planOf([SALES], { checks });
    const risks = said(sections, 'risks');
    expect(risks.indexOf('The web server answers.')).toBeLessThan(risks.indexOf('No SPF.'));
    expect(risks).toContain('"example.com C1","No record.","we have no Outlook"');
    expect(risks).not.toContain('C5');
    expect(risks).not.toContain('Nobody checked');
    expect(said(planOf([SALES]), 'risks')).toContain('Nobody checked example.com');
    expect(said(sections, 'summary')).toContain('1 check blocks the move');
    expect(said(sections, 'duties')).toContain('Add it.');
  });

  test('has the wished day with its zone, and what is wrong with it', () => {
    const wish = { name: 'Example Ltd', timeZone: 'Europe/Berlin', switchAt: '2026-11-25T18:00', way: 'lock-out' };
    const sections = planOf([SALES], {}, wish);
    expect(said(sections, 'calendar')).toContain('Wednesday, 25 November 2026, 18:00 (Europe/Berlin)');
    expect(said(sections, 'calendar')).toContain('notice of 5 business days');
    expect(said(sections, 'summary')).toContain('cannot get to their mail');
    expect(said(planOf([SALES]), 'summary')).toContain('Nobody is locked out');
  });

  test('begins with a trial of one mailbox of each group, neither the smallest nor the largest', () => {
    const people = Array.from({ length: 7 }, (_, at) => `user${at}@example.com`);
    const mailboxes = people.map((address, at) => knownMailbox(address, { bytesUsed: (at + 1) * GB }));
    const sections = planOf([{ ...SALES, people }], { inventory: knownOrganisation(mailboxes) });
    expect(said(sections, 'scope')).toMatch(/"user3@example\.com"[^\]]*"Trial"/);
    expect(said(sections, 'waves')).toMatch(/"Trial","Sales","1".*"Wave 1","Sales","6"/);
  });
});

describe('versions of a plan', () => {
  const first = nextVersion({ title: 'Plan', madeOn: '2026-11-23', sections: planOf([SALES]) }, null);

  test('are the same while the facts are', () => {
    const again = nextVersion({ title: 'Plan', madeOn: '2026-11-30', sections: planOf([SALES]) }, first);
    expect(again).toBe(first);
    expect(first).toMatchObject({ version: 1, changes: [] });
  });

  test('say line by line what changed', () => {
    const more = { ...SALES, people: [...SALES.people, 'carl@example.com'] };
    const second = nextVersion({ title: 'Plan', madeOn: '2026-11-30', sections: planOf([more]) }, first);
    expect(second).toMatchObject({ version: 2, madeOn: '2026-11-30' });
    const scope = second.changes.find(({ id }) => id === 'scope');
    expect(scope?.added).toContainEqual(expect.stringContaining('carl@example.com'));
    expect(scope?.gone).toEqual([expect.stringContaining('Sales · 2')]);
    expect(second.changes.some(({ id }) => id === 'roll-back')).toBe(false);
    const page = planHtml(second);
    expect(page).toContain('What changed since version 1');
    expect(page).toMatch(/<ins>carl@example\.com/);
  });

  test('are read back as they were written', () => {
    const stored = { plan: first, requestedOn: REQUESTED };
    expect(parsePlan(storedText(stored), 'plan-1.json')).toEqual(stored);
    expect(() => parsePlan('{"sections": []}', 'x.json')).toThrow('x.json: this is no plan.');
  });
});

test('what people and servers wrote can do nothing on the page', () => {
  const evil = '<script>alert(1)</script>';
  const survey = {
    ...figuresOf('ann@example.com', [folder('INBOX')]),
    renames: [{ from: evil, to: `"><img src=x>`, why: '\u202egnp.exe' }],
  };
  const sections = planOf([{ ...SALES, name: evil }], { surveys: [survey] }, { name: evil });
  const page = planHtml(nextVersion({ title: evil, madeOn: '2026-11-23', sections }, null));
  expect(page).not.toMatch(/<script|<img|\u202e/);
  expect(page).toContain('default-src &#39;none&#39;');
});
