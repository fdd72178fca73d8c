import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Secret } from '../base/secret.ts';
import { type Keyboard, passwordAsker } from './ask-password.ts';
import { type PasswordDeps, passwordFinder } from './password.ts';

function findPassword(
  { side, file, who }: { readonly side: 'source' | 'target'; readonly file: string | null; readonly who: string },
  deps: PasswordDeps,
): Promise<Secret> {
  return passwordFinder(side, deps)(file, who);
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'godwit-password-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer, mode = 0o600): string {
  const path = join(folder, `${inspect(content).length}-${mode}.txt`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe('a password from a file', () => {
  test.each([
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    ['hunter2', 'hunter2'],
    [' blanks at both ends \n', ' blanks at both ends '],
    ['pässwörd€\n', 'pässwörd€'],
  ])('%j is %j', async (content, password) => {
    const found = await findPassword({ side: 'source', file: file(content), who: 'bob' }, deps());
    expect(found.reveal()).toBe(password);
    expect(inspect(found)).not.toContain(password);
  });

  test.each([
    ['an empty one', () => file(''), 'no password'],
    ['two lines', () => file('one\ntwo\n'), 'more than one line'],
    ['one that is not there', () => join(folder, 'nowhere'), 'there is none'],
    ['a folder', () => folder, 'a folder'],
    ['one that is not text', () => file(Buffer.from([0xff, 0xfe, 0x41])), 'not text'],
    ['a huge one', () => file('x'.repeat(100_000)), 'too large'],
  ])('%s is refused, and the option is named', async (_, path, why) => {
    const found = findPassword({ side: 'target', file: path(), who: 'bob' }, deps());
    await expect(found).rejects.toThrow(why);
    await expect(found).rejects.toThrow('--target-password-file');
  });

  test('a file that others can read is taken with a warning, and one of our own without', async () => {
    const warned: string[] = [];
    const warn = (sentence: string): void => void warned.push(sentence);
    await findPassword({ side: 'source', file: file('secret', 0o600), who: 'bob' }, { ...deps(), warn });
    expect(warned).toEqual([]);
    await findPassword({ side: 'source', file: file('secret', 0o644), who: 'bob' }, { ...deps(), warn });
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain('chmod 600');
    expect(warned[0]).not.toContain('secret');
  });
});

describe('where a password comes from', () => {
  test('a file goes before the environment, and the environment before a question', async () => {
    const environment = { GODWIT_SOURCE_PASSWORD: 'from-environment' };
    const ask = async (): Promise<string> => 'typed';
    const all = { ...deps(), environment: { ...environment }, ask };
    const wanted = { side: 'source', who: 'bob' } as const;
    const reveal = async (path: string | null, from: typeof all): Promise<string> =>
      (await findPassword({ ...wanted, file: path }, from)).reveal();
    expect(await reveal(file('from-file'), all)).toBe('from-file');
    expect(await reveal(null, { ...all, environment: { ...environment } })).toBe('from-environment');
    expect(
      await reveal(null, { ...all, environment: { ...environment, GODWIT_SOURCE_PASSWORD: undefined } } as never),
    ).toBe('typed');
  });

  test('no program started later inherits it', async () => {
    const environment = { GODWIT_SOURCE_PASSWORD: 'secret', GODWIT_TARGET_PASSWORD: 'other' };
    await findPassword({ side: 'source', file: file('from-file'), who: 'bob' }, { ...deps(), environment });
    expect(environment).toEqual({ GODWIT_TARGET_PASSWORD: 'other' });
  });

  test('without any of them the option and the variable are named', async () => {
    const found = findPassword({ side: 'target', file: null, who: 'bob' }, deps());
    await expect(found).rejects.toMatchObject({
      code: 'usage.invalid',
      facts: { how: expect.stringContaining('GODWIT_TARGET_PASSWORD') },
    });
  });
});

describe('a password that is typed', () => {
  test.each([
    ['hunter2\r', 'hunter2'],
    ['huntX\x7fer2\n', 'hunter2'],
    ['wrong\x15right\r', 'right'],
    ['pä🙂x\x7f\x7fss\x04', 'päss'],
  ])('%j is %j, and nothing of it is shown', async (keys, password) => {
    const keyboard = fakeKeyboard();
    const shown: string[] = [];
    const answer = passwordAsker(keyboard, (text) => void shown.push(text), true)?.('Password of bob: ');
    for (const character of keys) keyboard.type(character);
    expect(await answer).toBe(password);
    expect(shown).toEqual(['Password of bob: ', '\n']);
    expect(keyboard.state).toEqual({ isRaw: false, isPaused: true, listeners: 0 });
  });

  test('Ctrl-C ends the question and gives the keyboard back', async () => {
    const keyboard = fakeKeyboard();
    const answer = passwordAsker(keyboard, () => undefined, true)?.('?');
    keyboard.type('half\x03');
    await expect(answer).rejects.toMatchObject({ code: 'run.interrupted' });
    expect(keyboard.state).toEqual({ isRaw: false, isPaused: true, listeners: 0 });
  });

  test('nobody is asked without a terminal', () => {
    expect(passwordAsker({ ...fakeKeyboard(), isTTY: false }, () => undefined, true)).toBeNull();
    expect(passwordAsker(fakeKeyboard(), () => undefined, false)).toBeNull();
  });
});

function deps(): Parameters<typeof findPassword>[1] {
  return { environment: {}, ask: null, warn: () => undefined };
}

function fakeKeyboard(): Keyboard & {
  type(text: string): void;
  readonly state: { isRaw: boolean; isPaused: boolean; listeners: number };
} {
  const listeners = new Set<(text: string) => void>();
  const state = { isRaw: false, isPaused: false, listeners: 0 };
  return {
    isTTY: true,
    state,
    setRawMode: (isRaw) => (state.isRaw = isRaw),
    setEncoding: () => undefined,
    on: (_, heard) => (state.listeners = listeners.add(heard).size),
    off: (_, heard) => {
      listeners.delete(heard);
      state.listeners = listeners.size;
    },
    resume: () => (state.isPaused = false),
    pause: () => (state.isPaused = true),
    type: (text) => {
      for (const heard of listeners) heard(text);
    },
  };
}
