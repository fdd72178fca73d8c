import { describe, expect, test } from 'vitest';
import { alias, mailbox, said, untoldMailbox } from '../../../test/check/known-organisation.ts';
import type { KnownOrganisation } from '../../plan/known-organisation.ts';
import { judgeForwarding } from './judge-forwarding.ts';

interface Case {
  readonly what: string;
  readonly of: Partial<KnownOrganisation>;
  readonly verdict: string;
  readonly says?: readonly string[];
}

function forwarding(name: string, to: readonly string[], keepsCopy: boolean | null = true): ReturnType<typeof mailbox> {
  return mailbox(name, { forwarding: { addresses: to, keepsCopy } });
}

describe('forwarding', () => {
  test.each<Case>([
    { what: 'none', of: {}, verdict: 'pass', says: ['none of which forwards'] },
    {
      what: 'inside',
      of: { mailboxes: [forwarding('ann', ['bob@www.example.com']), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com forwards to bob@www.example.com', 'The forwarding of 1 mailbox does not move'],
    },
    {
      what: 'outside',
      of: { mailboxes: [forwarding('ann', ['x@outside.example', 'bob@example.com']), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com forwards outside: x@outside.example', '1 mailbox forwards mail out'],
    },
    {
      what: 'without a copy',
      of: { mailboxes: [forwarding('ann', ['bob@example.com'], false), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com keeps no copy', 'cannot move'],
    },
    {
      what: 'perhaps without a copy',
      of: { mailboxes: [forwarding('ann', ['bob@example.com'], null), mailbox('bob')] },
      verdict: 'warn',
      says: ['ann@example.com: nobody told whether a copy is kept'],
    },
    {
      what: 'to five addresses',
      of: {
        mailboxes: [
          forwarding(
            'ann',
            ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@outside.example`),
          ),
        ],
      },
      verdict: 'warn',
      says: ['ann@example.com forwards to 5 addresses', 'more than 4'],
    },
    {
      what: 'in a circle',
      of: { mailboxes: [forwarding('ann', ['bob@example.com']), forwarding('bob', ['ann@example.com'])] },
      verdict: 'block',
      says: ['ann@example.com → bob@example.com → ann@example.com', '1 circle'],
    },
    { what: 'to itself', of: { mailboxes: [forwarding('ann', ['ann@www.example.com'])] }, verdict: 'block' },
    {
      what: 'in a circle through a list and a further address',
      of: {
        mailboxes: [
          forwarding('ann', ['info@example.com']),
          mailbox('eve', { ...forwarding('eve', ['ann@example.com']), otherAddresses: ['e@example.com'] }),
        ],
        lists: [alias('info', 'e@example.com')],
      },
      verdict: 'block',
      says: ['ann@example.com → info@example.com → eve@example.com → ann@example.com'],
    },
    {
      what: 'lists in a circle that no mailbox is in',
      of: { lists: [alias('a', 'b@example.com'), alias('b', 'a@example.com')] },
      verdict: 'pass',
    },
    {
      what: 'nobody told',
      of: { mailboxes: [untoldMailbox('ann'), mailbox('bob')] },
      verdict: 'warn',
      says: ['--depth settings'],
    },
  ])('$what: $verdict', ({ of, verdict, says = [] }) => {
    const [found, text] = said(judgeForwarding, of);
    expect(text).not.toContain('zoe@');
    expect(found, text).toBe(verdict);
    for (const part of says) expect(text).toContain(part);
  });

  test('to four addresses is not too many', () => {
    const four = forwarding(
      'ann',
      ['a', 'b', 'c', 'd'].map((name) => `${name}@outside.example`),
    );
    expect(said(judgeForwarding, { mailboxes: [four] })[1]).not.toContain('more than 4');
  });
});
