/** Asks for a password on a terminal and shows nothing of it. */
import { Failure } from '../base/problem.ts';

/** The keyboard, as far as it is needed. `process.stdin` is one. */
export interface Keyboard {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', heard: (text: string) => void): unknown;
  off(event: 'data', heard: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Nobody types more; a terminal that sends without end is stopped here. */
const TYPED_LENGTH_MAX = 4096;
const ENTER = /[\r\n]/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';
const ERASE = ['\x7f', '\b'];

/** Null where nobody can be asked: without a terminal on both ends. Throws `run.interrupted` on Ctrl-C. */
export function passwordAsker(
  keyboard: Keyboard,
  write: (text: string) => void,
  isTerminal: boolean,
): ((question: string) => Promise<string>) | null {
  if (keyboard.isTTY !== true || !isTerminal) return null;
  return (question) => ask(question, keyboard, write);
}

async function ask(question: string, keyboard: Keyboard, write: (text: string) => void): Promise<string> {
  write(question);
  keyboard.setEncoding('utf8');
  keyboard.setRawMode(true);
  keyboard.resume();
  try {
    return await typedLine(keyboard);
  } finally {
    keyboard.setRawMode(false);
    keyboard.pause();
    write('\n');
  }
}

function typedLine(keyboard: Keyboard): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const heard = (text: string): void => {
      for (const character of text) {
        if (ENTER.test(character) || character === CTRL_D) return end(() => resolve(typed.join('')));
        if (character === CTRL_C) return end(() => reject(new Failure('run.interrupted', {})));
        if (ERASE.includes(character)) typed.pop();
        else if (character === CTRL_U) typed = [];
        else if (typed.length < TYPED_LENGTH_MAX) typed.push(character);
      }
    };
    const end = (settle: () => void): void => {
      keyboard.off('data', heard);
      settle();
    };
    keyboard.on('data', heard);
  });
}
