/** `kill -9` of `serve` with its own database, a few times; `npm run disaster -- kills` is the whole size. */
import { expect, test } from 'vitest';
import { tellKillsStory } from '../disaster/kills-story.ts';
import { brokenChains } from '../disaster/whole-events.ts';
import { describeWithDovecot } from '../servers/with-dovecot.ts';

const SIZES = {
  mailboxes: 14,
  messages: 30,
  writeMs: 800,
  kills: 4,
  seed: 11,
  aliveMsMax: 3000,
  until: 'more',
} as const;

describeWithDovecot('killed again and again', {}, () => {
  test('serve starts again and goes on: nothing doubled, no event lost, no database left', async () => {
    const said: string[] = [];
    const { broken, rows } = await tellKillsStory({ ...SIZES, msMax: 60_000 }, (line) => said.push(line));
    expect(broken, [...said, ...rows.map((row) => row.join(': '))].join('\n')).toEqual([]);
  });
});

test('a course that lost an event is seen', () => {
  const event = (number: number, from: string | null, to: string) => {
    const about = { subject: 'mailbox', subjectId: 'one', name: 'moved', facts: {}, actor: { is: 'godwit' } };
    return { ...about, number, at: '2026-01-01T00:00:00.000Z', from, to };
  };
  const whole = [event(1, null, 'listed'), event(2, 'listed', 'queued'), event(5, 'queued', 'copying')];
  expect(brokenChains(whole)).toEqual([]);
  expect(brokenChains(whole.toSpliced(1, 1))).toHaveLength(1);
});
