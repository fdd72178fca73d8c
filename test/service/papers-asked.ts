/** What each power over papers gives when it is asked about a project of somebody else. */
import type { PaperBook } from '../../src/model/paper.ts';
import type { Tenant } from '../../src/model/store.ts';
import { type Customer, NOW } from './store.ts';

type Asked = { readonly ask: (tenant: Tenant) => Promise<unknown>; readonly gives: unknown };

const FOREIGN_KEY_VIOLATED = '23503';

/** The project has answers. */
export function askedOfPapers({ project }: Customer): Readonly<Record<keyof PaperBook, Asked>> {
  const problem = { code: 'work.given-up', facts: {} } as const;
  return {
    paper: { ask: (tenant) => tenant.paper(project, 'answers', ''), gives: null },
    papers: { ask: (tenant) => tenant.papers(project, 'answers'), gives: [] },
    keepPaper: {
      ask: (tenant) => tenant.keepPaper(project, 'inventory', { about: '', document: {}, at: NOW }),
      gives: FOREIGN_KEY_VIOLATED,
    },
    askPaper: {
      ask: (tenant) => tenant.askPaper(project, 'inventory', '', { target: null }, NOW),
      gives: FOREIGN_KEY_VIOLATED,
    },
    failPaper: { ask: (tenant) => tenant.failPaper(project, 'answers', '', problem), gives: undefined },
    forgetPapers: { ask: (tenant) => tenant.forgetPapers(project), gives: undefined },
  };
}
