import { describe, expect, test } from 'vitest';
import { answersOf, figuresOf, folder, NO_NEEDS, OFFERS, TO_EXCHANGE } from '../../../test/advice-samples.ts';
import { advise } from '../advice/advise.ts';
import type { MailboxFigures } from '../advice/mailbox-figures.ts';
import { type PersonPreparation, type Preparation, prepare } from './prepare.ts';

function preparation(
  people: readonly unknown[],
  surveys: readonly MailboxFigures[] = [],
  more: readonly object[] = [],
): Preparation {
  const answers = answersOf([{ name: 'Board', needs: TO_EXCHANGE, people }, ...more]);
  return prepare(advise(answers, OFFERS, { inventory: null, surveys, yearNow: 2026 }), surveys);
}

function personOf(told: object, surveys: readonly MailboxFigures[] = []): PersonPreparation {
  const [one] = preparation([{ address: 'ann@example.com', ...told }], surveys).people;
  if (one === undefined) throw new Error('somebody moves');
  return one;
}

const idsOf = ({ tasks }: PersonPreparation): readonly string[] => tasks.map(({ id }) => id);
const ALWAYS = ['reach-you', 'list-devices', 'confirm-mail', 'contacts-backup', 'write-down'];
const TOLD_NO = { pop: 'no', localMail: 'no' };
const popLike = figuresOf('ann@example.com', [
  folder('INBOX', { items: 12, oldest: '2026-11-01', newest: '2026-11-12' }),
  folder('Sent'),
]);

describe('the tasks of somebody who moves', () => {
  test.each([
    [TOLD_NO, []],
    [{}, ['find-pop']],
    [{ pop: 'no' }, ['find-pop']],
    [{ pop: 'yes', localMail: 'no' }, ['move-pop']],
    [{ pop: 'no', localMail: 'yes' }, ['move-local-mail']],
    [{ pop: 'yes' }, ['find-pop', 'move-pop']],
    [{ ...TOLD_NO, programs: ['apple-mail'] }, ['mac-mail']],
    [{ ...TOLD_NO, programs: ['outlook-mac', 'iphone'] }, []],
  ])('who told %j are the usual ones and %j', (told, more) => {
    expect(idsOf(personOf(told)).filter((id) => !ALWAYS.includes(id))).toEqual(more);
    expect(idsOf(personOf(told))).toEqual(expect.arrayContaining(ALWAYS));
  });

  test('who told that there is no POP are asked again where the mailbox looks like it', () => {
    const one = personOf(TOLD_NO, [popLike]);
    expect(idsOf(one)).toContain('find-pop');
    expect(one.tasks.find(({ id }) => id === 'find-pop')?.why).toContain(
      'On the server there is no sent mail and no other folder with mail.',
    );
  });

  test('have a task for the Mac where only the mailbox tells of one', () => {
    const survey = figuresOf('ann@example.com', [folder('Deleted Messages'), folder('Sent', { items: 3 })]);
    expect(idsOf(personOf(TOLD_NO, [survey]))).toContain('mac-mail');
  });

  test.each([
    ['outlook-classic', 'From POP to IMAP in classic Outlook', 'Bring mail from Outlook data files to the server'],
    [
      'outlook-new',
      'From POP to the server in new Outlook on Windows',
      'Bring mail from Outlook data files to the server',
    ],
    [
      'outlook-mac',
      'From POP to IMAP in Outlook on a Mac',
      'Bring mail from “On My Mac” or “On My Computer” to the server',
    ],
    [
      'apple-mail',
      'From POP to the server in Apple Mail',
      'Bring mail from “On My Mac” or “On My Computer” to the server',
    ],
    ['thunderbird', 'From POP to IMAP in Thunderbird', 'Bring mail from “Local Folders” to the server'],
    ['other', 'Hand over mail of another program', 'Hand over mail of another program'],
    ['webmail', 'Hand over mail of another program', 'Hand over mail of another program'],
  ])('with %s have the guides for it', (program, pop, local) => {
    const one = personOf({ pop: 'yes', localMail: 'yes', programs: [program] });
    const guides = (id: string): readonly string[] =>
      one.tasks.find((task) => task.id === id)?.guides.map(({ title }) => title) ?? [];
    expect(guides('move-pop')).toEqual([pop]);
    expect(guides('move-local-mail')).toEqual([local]);
  });

  test('hold their own counts and dates', () => {
    const survey = figuresOf('ann@example.com', [
      folder('INBOX', { items: 4812, oldest: '2011-02-03', newest: '2026-11-12' }),
    ]);
    expect(personOf(TOLD_NO, [survey]).tasks.find(({ id }) => id === 'confirm-mail')?.why[0]).toBe(
      'On the server we see 4,812 items, from 2011-02-03 to 2026-11-12.',
    );
  });
});

test('two surveys of one person are one mailbox', () => {
  const mail = figuresOf('ann@example.com', [
    folder('Sent', { items: 4000, oldest: '2011-02-03', newest: '2020-01-01' }),
  ]);
  const cards = figuresOf('ann@example.com', [folder('Contacts', { isMail: false, items: 12 })]);
  const one = personOf(TOLD_NO, [mail, cards]);
  expect(one.figures?.folders.map(({ path }) => path)).toEqual([['Sent'], ['Contacts']]);
  expect(one.tasks.find(({ id }) => id === 'confirm-mail')?.why).toEqual([
    'On the server we see 4,012 items, from 2011-02-03 to 2020-01-01.',
  ]);
});

describe('an address to be reached at', () => {
  const reach = (reachAt: string | undefined) => personOf({ reachAt }).tasks[0];

  test.each([['kim@private.example'], ['+44 20 7946 0000']])('%s is one', (reachAt) => {
    expect(reach(reachAt)?.state).toEqual({ is: 'done' });
  });

  test('in a domain that moves is none', () => {
    expect(reach('kim@Example.com')).toMatchObject({ state: { is: 'open' } });
    expect(reach('kim@Example.com')?.why[0]).toContain('does not reach you meanwhile');
    expect(reach(undefined)?.state).toEqual({ is: 'open' });
  });
});

describe('who is prepared', () => {
  const all = ['list-devices', 'confirm-mail', 'contacts-backup'];
  const ready = { ...TOLD_NO, reachAt: '0123', done: all };

  test('is everybody whose tasks are done or waived; what to write down holds up nothing', () => {
    expect(personOf(ready).isPrepared).toBe(true);
    expect(personOf({ ...ready, done: all.slice(1), waived: { 'list-devices': 'has one' } })).toMatchObject({
      isPrepared: true,
    });
  });

  test.each(all)('is nobody with %s open', (id) => {
    expect(personOf({ ...ready, done: all.filter((one) => one !== id) }).isPrepared).toBe(false);
  });

  test('is counted, and who does not move is named apart', () => {
    const stay = { name: 'Stay', needs: NO_NEEDS, people: ['zoe@example.com'] };
    const found = preparation([{ address: 'ann@example.com', ...ready }, 'bob@example.com'], [], [stay]);
    expect(found.preparedCount).toBe(1);
    expect(found.people.map(({ person }) => person.address)).toEqual(['ann@example.com', 'bob@example.com']);
    expect(found.notMoving).toMatchObject([{ group: { name: 'Stay' }, offer: 'Rackspace Email' }]);
  });
});
