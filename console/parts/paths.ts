/** Where the pages are. An address names all that is shown, so that a link shows a colleague the same. */

export interface ProjectIds {
  readonly organisation: string;
  readonly project: string;
}
export interface MailboxIds extends ProjectIds {
  readonly mailbox: string;
}

export const HOME = '/';
export const SIGN_IN = '/sign-in';
/** The service refuses shorter ones. */
export const PASSWORD_LENGTH_MIN = 15;

export const PROJECT_TABS = ['overview', 'mailboxes'] as const;
export type ProjectTab = (typeof PROJECT_TABS)[number];

export function projectPath({ organisation, project }: ProjectIds, tab: ProjectTab | '' = ''): string {
  const base = `/o/${organisation}/p/${project}`;
  return tab === '' || tab === 'overview' ? base : `${base}/${tab}`;
}

export function mailboxPath({ mailbox, ...ids }: MailboxIds): string {
  return `${projectPath(ids, 'mailboxes')}/${mailbox}`;
}

/** The page of the mailboxes that a link of the interface lists. */
export function mailboxesPath(ids: ProjectIds, link: string): string {
  const question = link.split('?')[1] ?? '';
  return `${projectPath(ids, 'mailboxes')}${question === '' ? '' : `?${question}`}`;
}

/** Where somebody signs in who then goes on at `back`. */
export function signInPath(back: string): string {
  return back === HOME ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ back }).toString()}`;
}

/** Only an address of this console: a link must not lead a reader, who just typed a password, elsewhere. */
export function ownPath(back: string | null): string {
  return back !== null && /^\/(?![/\\])/.test(back) && !back.startsWith('/api/') ? back : HOME;
}
