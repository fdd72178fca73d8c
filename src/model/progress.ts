/** What a run tells whoever watches it. Facts only; how they are shown is the watcher's business. */
import type { Problem } from '../base/problem.ts';
import type { FolderPath } from './folder.ts';

export type Progress =
  /** copying: everything is listed, so that what was found is all that there is to copy. */
  | { readonly is: 'phase'; readonly phase: 'asking' | 'listing' | 'copying' | 'settling' | 'verifying' }
  /** Items and bytes found so far, which grow while folders are still being listed. */
  | { readonly is: 'listed'; readonly folder: FolderPath; readonly items: number; readonly bytes: number }
  | {
      readonly is: 'settled';
      readonly folder: FolderPath;
      readonly items: number;
      readonly bytes: number;
      readonly failed: number;
    }
  | { readonly is: 'proved'; readonly folder: FolderPath; readonly items: number; readonly failed: number }
  | { readonly is: 'waiting'; readonly untilMs: number; readonly because: string }
  | { readonly is: 'problem'; readonly folder: FolderPath | null; readonly problem: Problem };

export type Watch = (progress: Progress) => void;
