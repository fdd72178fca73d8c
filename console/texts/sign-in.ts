/** The texts of signing in, and of making an account by a link. */
import { catalogue } from './catalogue.ts';

export const saySignIn = catalogue('sign-in', {
  title: 'Sign in to Godwit',
  address: 'Mail address',
  password: 'Password',
  code: 'Code',
  codeWhy: 'Six digits from your app, or one of your recovery codes.',
  go: 'Sign in',
  otherAccount: 'Another account',
  passkey: 'Sign in with a passkey',
  passkeyFor: 'Use a passkey instead',
  provider: 'Sign in with {{name}}',
  or: 'or',
  dropped: 'The passkey was not used.',
});

export const sayInvitation = catalogue('invitation', {
  title: 'Make your account',
  operator: 'You become an operator of this service: somebody who sees every organisation that moves.',
  administrator: 'You become an administrator of {{organisation}}.',
  name: 'Your name',
  address: 'Mail address',
  password: 'Password',
  passwordWhy: 'At least 15 letters. A short sentence is good.',
  go: 'Make the account',
});

export const sayReset = catalogue('reset', {
  title: 'Get back into your account',
  what: 'what this link does',
  password: 'New password',
  secondFactor: 'Your second factor and your passkeys are dropped. Set up new ones once you are in.',
  sessionsEnd: 'The link works once. Wherever you are signed in now, you will be signed out.',
  setPassword: 'Set the password',
  dropSecondFactor: 'Drop the second factor',
});
