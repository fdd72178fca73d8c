/** Every page of the console, one line each; what a page needs is loaded when it is opened. */
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router';
import { takeRememberedPlace } from './asking/remembered-place.ts';
import { isSignedOut } from './asking/service.ts';
import { findSession } from './asking/session.ts';
import { ownPath, signInPath } from './parts/paths.ts';
import { Frame } from './shell/frame.tsx';
import { BrokenPage, NoSuchPage } from './shell/no-page.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage, errorComponent: BrokenPage });

const framed = createRoute({
  id: 'framed',
  getParentRoute: () => root,
  component: Frame,
  beforeLoad: async ({ location }) => {
    const remembered = takeRememberedPlace();
    if (remembered !== null) throw redirect({ href: ownPath(remembered) });
    await findSession().catch((error: unknown) => {
      if (isSignedOut(error)) throw redirect({ href: signInPath(location.href) });
      throw error;
    });
  },
});

const project = page(
  framed,
  '/o/$organisation/p/$project',
  () => import('./pages/project/project-page.tsx'),
  'ProjectPage',
);

/** For whoever is not signed in. */
const open = [
  page(root, '/sign-in', () => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
  page(root, '/invitation', () => import('./pages/invitation/invitation-page.tsx'), 'InvitationPage'),
  page(root, '/reset', () => import('./pages/reset/reset-page.tsx'), 'ResetPage'),
];

const signedIn = [page(framed, '/', () => import('./pages/home/home-page.tsx'), 'HomePage')];

/** The tabs of a project, below its head. */
const ofProject = [
  page(project, '/', () => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
  page(project, '/mailboxes', () => import('./pages/mailboxes/mailboxes-page.tsx'), 'MailboxesPage'),
  page(project, '/mailboxes/$mailbox', () => import('./pages/mailbox/mailbox-page.tsx'), 'MailboxPage'),
];

/** The question of an address is kept letter by letter: each page reads its own part of it. */
export const router = createRouter({
  routeTree: root.addChildren([...open, framed.addChildren([...signedIn, project.addChildren(ofProject)])]),
  parseSearch: (text) => ({ text }),
  stringifySearch: ({ text }) => (typeof text === 'string' ? text : ''),
  scrollRestoration: true,
  defaultPendingMs: 300,
});

function page<Pages extends Record<string, RouteComponent>>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<Pages>,
  name: keyof Pages & string,
) {
  return createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, name) });
}
