/** The texts of the home page. */
import { catalogue } from './catalogue.ts';

export const sayHome = catalogue('home', {
  title: 'Home',
  attention: 'Needs attention',
  calm: 'Nothing needs you now.',
  calmWhy: 'What stops a mailbox, or waits for a person, is shown here, grouped by its cause.',
  projects: 'Projects',
  project: 'Project',
  organisation: 'Organisation',
  state: 'State',
  progress: 'Progress',
  next: 'Next',
  mailboxes_one: '{{count}} mailbox',
  mailboxes_other: '{{count}} mailboxes',
  none: 'No project yet.',
  noneWhy: 'A project moves the mailboxes of one organisation. Make the first one with “godwit project add”.',
  what: 'projects',
});
