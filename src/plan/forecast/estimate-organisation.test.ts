import { describe, expect, test } from 'vitest';
import { instant } from '../../base/clock.ts';
import type { MeasuredRun } from '../../model/measured-run.ts';
import { exchangeAt } from './destination.ts';
import {
  estimateOrganisation,
  type Lever,
  type OrganisationEstimate,
  type SizedMailbox,
} from './estimate-organisation.ts';

const TO = exchangeAt('mail.example.com');
const GB = 1_000_000_000;

function mailbox(address: string, gigabytes: number, leavablePart: number | null = null): SizedMailbox {
  const work = { bytes: gigabytes * GB, items: gigabytes * 10_000 };
  return { address, work, from: 'survey', leavablePart };
}

const run: MeasuredRun = {
  endedAt: instant(0),
  service: 'exchange',
  targetHost: 'mail.example.com',
  items: 10_000,
  bytes: GB,
  startMs: 1000,
  copyMs: 1_000_000,
  proofMs: 200_000,
  waitedMs: 300_000,
};

const crew = (workers: number, atOnce = 4) => ({ workers, atOnce });
const saves = ({ levers }: OrganisationEstimate, is: Lever['is']): number =>
  levers.find((lever) => lever.is === is)?.saves ?? Number.NaN;

describe('an organisation', () => {
  const many = Array.from({ length: 40 }, (_, at) => mailbox(`user${at}@example.com`, 2));

  test('takes about its share of what all mailboxes take one after the other', () => {
    const { range, learntFrom } = estimateOrganisation(many, TO, [run, run, run], crew(1));
    expect(learntFrom).toBe(3);
    const truthMs = (40 / 4) * 2 * 1_200_000;
    expect(range.lowMs).toBeLessThan(truthMs);
    expect(range.highMs).toBeGreaterThan(truthMs);
    expect(range.highMs / range.lowMs).toBeLessThan(8);
  });

  test('is ready sooner with more machines, until one mailbox decides the end', () => {
    const alike = estimateOrganisation(many, TO, [run], crew(1));
    expect(saves(alike, 'more workers')).toBeGreaterThan(0.3);
    expect(alike.isDecisiveAlone).toBe(false);
    const all = [...many.slice(0, 8), mailbox('archive@example.com', 60)];
    const uneven = estimateOrganisation(all, TO, [run], crew(4));
    expect(uneven).toMatchObject({ decisive: { address: 'archive@example.com' }, isDecisiveAlone: true });
    expect(saves(uneven, 'more workers')).toBeLessThan(0.05);
    expect(saves(uneven, 'clear the largest')).toBeGreaterThan(0.3);
  });

  test('saves what lies in spam and trash, where somebody looked, and what a server asked to wait', () => {
    const all = [mailbox('ann@example.com', 10, 0.5)];
    const estimate = estimateOrganisation(all, TO, [run], crew(1));
    expect(saves(estimate, 'leave out spam and trash')).toBeCloseTo(0.5, 1);
    expect(saves(estimate, 'no waiting')).toBeCloseTo(0.25);
    const unseen = estimateOrganisation([mailbox('ann@example.com', 10)], TO, [], crew(1));
    expect(saves(unseen, 'leave out spam and trash')).toBe(0);
    expect(saves(unseen, 'no waiting')).toBe(0);
  });

  test('without a mailbox takes no time', () => {
    const nobody = estimateOrganisation([], TO, [], crew(1));
    expect(nobody).toMatchObject({ range: { lowMs: 0, highMs: 0 }, decisive: null, isDecisiveAlone: false });
  });
});
