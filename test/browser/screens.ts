/** Every screen of the console: what the screenshots show, and what is walked through with hostile text. */

export interface Screen {
  readonly name: string;
  /** `{project}` is the address of a project's page, `{mailbox}` the id of one of its mailboxes. */
  readonly path: string;
  /** A heading, link or text that is there once the screen is drawn. */
  readonly shows: string;
}

export const SCREENS: readonly Screen[] = [
  { name: 'home', path: '/', shows: 'Needs attention' },
  { name: 'project-overview', path: '{project}', shows: 'Mailboxes by state' },
  { name: 'project-mailboxes', path: '{project}/mailboxes', shows: 'mailboxes' },
  {
    name: 'project-mailboxes-pane',
    path: '{project}/mailboxes?pane={mailbox}',
    shows: 'Open the page of this mailbox',
  },
  { name: 'mailbox', path: '{project}/mailboxes/{mailbox}', shows: 'All mailboxes' },
];

/** For whoever is not signed in. */
export const OPEN_SCREENS: readonly Screen[] = [
  { name: 'sign-in', path: '/sign-in', shows: 'Sign in to Godwit' },
  { name: 'invitation', path: '/invitation#token', shows: 'Make your account' },
  { name: 'reset', path: '/reset#token', shows: 'Get back into your account' },
];
