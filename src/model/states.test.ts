import { describe, expect, test } from 'vitest';
import { MAILBOX } from './mailbox-states.ts';
import { PROJECT } from './project-states.ts';
import { actionsOf, after, isEventOf, type Machine, machine, refusalOf } from './states.ts';
import { WAVE } from './wave-states.ts';

const TABLES: readonly { readonly name: string; readonly table: Machine<string, string> }[] = [
  { name: 'project', table: PROJECT },
  { name: 'wave', table: WAVE },
  { name: 'mailbox', table: MAILBOX },
];
const met = (): boolean => false;

describe.each(TABLES)('the states of a $name', ({ table }) => {
  const steps = Object.values(table.events);

  test('are all reached from the first one', () => {
    const reached = new Set([table.initial]);
    for (const _round of table.states) {
      for (const { from, to } of steps) if (from.some((state) => reached.has(state))) reached.add(to);
    }
    expect(table.states.filter((state) => !reached.has(state))).toEqual([]);
  });

  test('can all be left towards another one, but the final ones, which cannot be left at all', () => {
    const left = new Set(steps.flatMap(({ from, to }) => from.filter((state) => state !== to)));
    expect(table.states.filter((state) => left.has(state) === table.final.includes(state))).toEqual([]);
    expect(table.final.flatMap((state) => steps.filter(({ from }) => from.includes(state)))).toEqual([]);
  });

  test('lead to an end from everywhere', () => {
    const ending = new Set<string>(table.final);
    for (const _round of table.states) {
      for (const { from, to } of steps) if (ending.has(to)) for (const state of from) ending.add(state);
    }
    expect(table.states.filter((state) => !ending.has(state))).toEqual([]);
  });

  test('are named by every event that speaks of one', () => {
    const named = steps.flatMap(({ from, to }) => [...from, to]);
    expect(named.filter((state) => !table.states.includes(state))).toEqual([]);
  });
});

describe('what may be done', () => {
  test('is what the table says, and nothing else', () => {
    expect(after(PROJECT, 'running', 'pause')).toBe('paused');
    expect(after(PROJECT, 'draft', 'pause')).toBeNull();
    expect(isEventOf(PROJECT, 'pause')).toBe(true);
    expect(isEventOf(PROJECT, 'toString')).toBe(false);
  });

  test('is told with the reason why not', () => {
    const actions = actionsOf(PROJECT, 'draft', 'operator', (condition) => condition === 'has-mailboxes');
    expect(actions.find(({ name }) => name === 'start')).toEqual({
      name: 'start',
      label: 'Start moving',
      allowed: false,
      why: 'The project has no mailbox that could move; add one first.',
      needsReason: false,
    });
    expect(actions.find(({ name }) => name === 'pause')?.why).toBe('It is draft; this is possible when it is running.');
    expect(actions.find(({ name }) => name === 'cancel')).toMatchObject({
      allowed: true,
      why: null,
      needsReason: true,
    });
  });

  test('is only offered to who may', () => {
    const names = actionsOf(PROJECT, 'draft', 'administrator', met).map(({ name }) => name);
    expect(names).toContain('cancel');
    expect(names).not.toContain('start');
    expect(refusalOf(PROJECT, { state: 'draft', event: 'start', who: 'administrator' }, met)).toBe(
      'Only an operator may do this.',
    );
    expect(refusalOf(PROJECT, { state: 'draft', event: 'start', who: 'operator' }, met)).toBeNull();
  });

  test('is nothing once it is final', () => {
    const actions = actionsOf(PROJECT, 'closed', 'operator', met);
    expect(actions.filter(({ allowed }) => allowed)).toEqual([]);
    expect(actions[0]?.why).toBe('It is closed, and that is final.');
  });
});

test('a table that leaves a final state is refused', () => {
  const events = { wake: { from: ['dead'], to: 'alive', by: ['godwit'], label: 'Wake' } } as const;
  expect(() => machine({ states: ['alive', 'dead'], initial: 'alive', final: ['dead'], events })).toThrow(/final/);
});
