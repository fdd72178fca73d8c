/** All steps of the guide, in the order in which they are played. */
import { DECIDE } from './decide.ts';
import { FINISH } from './finish.ts';
import { MOVE } from './move.ts';
import { ORDER } from './order.ts';
import { PREPARE } from './prepare.ts';
import type { Step } from './step.ts';

/** With the file of this folder in which they stand. */
export const PARTS: readonly { readonly file: string; readonly steps: readonly Step[] }[] = [
  { file: 'decide.ts', steps: DECIDE },
  { file: 'prepare.ts', steps: PREPARE },
  { file: 'order.ts', steps: ORDER },
  { file: 'move.ts', steps: MOVE },
  { file: 'finish.ts', steps: FINISH },
];

export const STORY: readonly Step[] = PARTS.flatMap(({ steps }) => steps);
