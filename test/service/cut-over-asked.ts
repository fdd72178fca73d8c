/** What each power over a cut-over gives when it is asked about a project and a mailbox of somebody else. */
import { instant } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import type { CutOverBook } from '../../src/model/cut-over.ts';
import type { Tenant } from '../../src/model/store.ts';
import { type Customer, NOW } from './store.ts';

type Asked = { readonly ask: (tenant: Tenant) => Promise<unknown>; readonly gives: unknown };

const FOREIGN_KEY_VIOLATED = '23503';

export function askedOfCutOver({ project, mailbox }: Customer): Readonly<Record<keyof CutOverBook, Asked>> {
  const connection = {
    url: 'https://api.example.com/v1',
    account: 'me',
    requestsPerMinute: 60,
    userKey: new Secret('u'),
    secretKey: new Secret('s'),
  };
  const lock = { how: 'password', state: 'locked', at: NOW, problem: null } as const;
  const later = instant(NOW + 1);
  return {
    cutOverPart: { ask: (tenant) => tenant.cutOverPart(project, 'waivers'), gives: null },
    setCutOverPart: { ask: (tenant) => tenant.setCutOverPart(project, 'waivers', []), gives: FOREIGN_KEY_VIOLATED },
    notePreFlight: { ask: (tenant) => tenant.notePreFlight(project, NOW), gives: undefined },
    lockOf: { ask: (tenant) => tenant.lockOf(mailbox), gives: null },
    setLock: { ask: (tenant) => tenant.setLock(mailbox, lock), gives: FOREIGN_KEY_VIOLATED },
    locksOf: { ask: (tenant) => tenant.locksOf(project), gives: [] },
    keepReturned: {
      ask: (tenant) => tenant.keepReturned(mailbox, { items: 1, exceptions: 0, stays: [] }, NOW),
      gives: FOREIGN_KEY_VIOLATED,
    },
    returnedOf: { ask: (tenant) => tenant.returnedOf(mailbox), gives: null },
    returnedSum: { ask: (tenant) => tenant.returnedSum(project), gives: 0 },
    connection: { ask: (tenant) => tenant.connection(project), gives: null },
    keepConnection: { ask: (tenant) => tenant.keepConnection(project, connection), gives: FOREIGN_KEY_VIOLATED },
    forgetConnection: { ask: (tenant) => tenant.forgetConnection(project), gives: false },
    beginSweeps: { ask: (tenant) => tenant.beginSweeps(mailbox, NOW, later), gives: undefined },
    takeSweepsDue: { ask: (tenant) => tenant.takeSweepsDue(NOW, 4, 10), gives: [] },
    projectsIn: { ask: async (tenant) => (await tenant.projectsIn(['draft'], 10)).includes(project), gives: false },
  };
}
