import { describe, expect, test } from 'vitest';
import { answersOf, NO_NEEDS } from '../../../test/advice-samples.ts';
import { Failure } from '../../base/problem.ts';
import { parseAnswers } from './answers.ts';

const group = { name: 'All', needs: NO_NEEDS };

function complaint(groups: readonly object[], organisation?: object): string {
  try {
    answersOf(groups, organisation);
  } catch (error) {
    if (error instanceof Failure) return `${error.message} ${error.remedy}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('an answers file', () => {
  test('may name people by their address alone: they use what their group uses, and told nothing', () => {
    const { groups } = answersOf([
      { ...group, needs: { ...NO_NEEDS, programs: ['iphone'] }, people: ['Ann@Example.COM'] },
    ]);
    expect(groups[0]?.people).toEqual([
      {
        address: 'ann@example.com',
        name: null,
        programs: ['iphone'],
        pop: 'unknown',
        localMail: 'unknown',
        reachAt: null,
        done: new Set(),
        waived: new Map(),
      },
    ]);
  });

  test('keeps what people told and did', () => {
    const ann = { address: 'ann@example.com', pop: 'yes', done: ['mac-mail'], waived: { 'find-pop': 'we asked' } };
    const { groups } = answersOf([{ ...group, people: [{ ...ann, programs: ['thunderbird'] }] }]);
    expect(groups[0]?.people[0]).toMatchObject({
      pop: 'yes',
      programs: ['thunderbird'],
      done: new Set(['mac-mail']),
      waived: new Map([['find-pop', 'we asked']]),
    });
  });

  test('has the servers of Rackspace until others are named', () => {
    expect(answersOf([group]).organisation).toMatchObject({
      imapHost: 'secure.emailsrvr.com',
      webmail: 'https://apps.rackspace.com',
    });
    const other = { name: 'X', imapHost: 'imap.example.com', webmail: 'https://mail.example.com/' };
    expect(answersOf([group], other).organisation).toMatchObject({
      imapHost: 'imap.example.com',
      webmail: other.webmail,
    });
  });

  test.each([
    [
      'an address twice, in two groups',
      [
        { ...group, people: ['a@x.example'] },
        { ...group, name: 'B', people: ['A@x.example'] },
      ],
      'groups[1].people[0]: a@x.example stands at groups[0].people[0] already',
    ],
    ['two groups of one name', [group, group], 'groups[1].name: there are two groups with the name All'],
    ['no group', [], 'groups: there is no group'],
    ['what is no address', [{ ...group, people: ['ann'] }], 'groups[0].people[0]: this is no mail address'],
    ['an address with a path in it', [{ ...group, people: ['../../a@x.example/..'] }], 'this is no mail address'],
    [
      'a missing question',
      [{ name: 'All', needs: { ...NO_NEEDS, storage: undefined } }],
      'groups[0].needs.storage: nothing is no choice. Choose from enough, full, more.',
    ],
    [
      'an unknown answer',
      [{ name: 'All', needs: { ...NO_NEEDS, phone: ['kalender'] } }],
      'groups[0].needs.phone[0]: "kalender" is no choice. Choose from calendar',
    ],
    [
      'an unknown task',
      [{ ...group, people: [{ address: 'a@x.example', done: ['find-imap'] }] }],
      'people[0].done[0]: "find-imap" is no choice',
    ],
    [
      'a waived task without a reason',
      [{ ...group, people: [{ address: 'a@x.example', waived: { 'mac-mail': '' } }] }],
      'waived.mac-mail: a text is expected',
    ],
    [
      'a misspelt member',
      [{ ...group, member: [] }],
      'groups[0].member: there is no such thing. Allowed here: name, needs',
    ],
  ])('with %s is refused at its place', (_, groups, says) => {
    expect(complaint(groups)).toContain(`answers.json, `);
    expect(complaint(groups)).toContain(says);
  });

  test.each([
    [{ name: 'X', webmail: 'javascript:alert(1)' }, 'organisation.webmail: an address that begins with https://'],
    [{ name: 'X', imapHost: 'a b' }, 'organisation.imapHost: this is no name of a server'],
    [{}, 'organisation.name: a text is expected'],
  ])('with the organisation %j is refused', (organisation, says) => {
    expect(complaint([group], organisation)).toContain(says);
  });

  test('of another version says which one is read', () => {
    expect(() => parseAnswers('{"version": 2}', 'a.json')).toThrow(
      'a.json, version: this version of Godwit reads version 1',
    );
  });
});
