/** The texts around every page. */
import { catalogue } from './catalogue.ts';

export const sayShell = catalogue('shell', {
  skip: 'Skip to the page',
  main: 'Main navigation',
  home: 'Home',
  signOut: 'Sign out',
  dark: 'Dark',
  light: 'Light',
  menu: 'Menu',
  live: 'Live',
  opening: 'Connecting …',
  lost: 'Connection lost. Trying again …',
  operator: 'Operator',
  administrator: 'Administrator',
  notFound: 'There is no such page.',
  notFoundRemedy: 'The link may be cut off, or the thing is gone.',
  toHome: 'Go home',
  broken: 'This page broke. This is our fault.',
  brokenRemedy: 'Load it anew; if it happens again, tell the makers of Godwit what you did.',
});
