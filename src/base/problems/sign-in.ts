/** Failures of whoever wants in: people, programs, and those who open a link. */
import type { ProblemKind } from '../problem-kind.ts';

export const SIGN_IN_PROBLEMS = {
  'service.not-signed-in': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'Nobody is signed in.',
    remedy: 'Sign in and ask again.',
  },
  'service.token-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'This token was revoked, is over, or never was one.',
    remedy: 'Make a new token, and give it to the program that asked.',
  },
  'service.scope-missing': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'This needs a token with the scope {needed}, and the token has {given}.',
    remedy: 'Make a token that has the scope, or leave this to somebody who is signed in.',
  },
  'service.person-needed': {
    scope: 'run',
    retry: 'never',
    owner: 'admin',
    cause: 'No token may do this, whatever its scopes.',
    remedy: 'Sign in and do it there.',
  },
  'service.two-callers': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The request carries a token and a session.',
    remedy: 'Send one of them: programs send the token alone.',
  },
  'service.sign-in-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'No account has this address with this password.',
    remedy: 'Check the address and the password. After several wrong attempts an account is locked for a while.',
  },
  'service.code-needed': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The password is right, and this account has a second factor.',
    remedy: 'Send the code that the app shows now, or a recovery code, together with the password.',
  },
  'service.code-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The code is wrong, too old, or was used before.',
    remedy:
      'Wait for the next code of the app and check the clock of its device. After several wrong attempts an account is locked for a while.',
  },
  'service.passkey-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The passkey was not accepted.',
    remedy:
      'Try again within five minutes, or sign in otherwise. Where no passkey is ever accepted, compare --public-url with the address in the browser; the log says why.',
  },
  'service.provider-refused': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{name} did not say who this is: {why}',
    remedy:
      'Sign in otherwise, or begin anew. Where it never works, an operator compares issuer, client and the address to come back to with what the provider has.',
  },
  'service.provider-visit-over': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'This sign-in was begun more than ten minutes ago, in another browser, or was used already.',
    remedy: 'Begin anew.',
  },
  'service.identity-unknown': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{name} knows this person, and no account here is linked to that one.',
    remedy: 'Sign in otherwise and link the account to {name} there; an account itself is made by an invitation.',
  },
  'hand-over.not-ready': {
    scope: 'run',
    retry: 'later',
    owner: 'admin',
    cause: 'The new password is not set at the target yet.',
    remedy: 'Open the link again later; an administrator notes when the passwords are set.',
  },
  'hand-over.over': {
    scope: 'run',
    retry: 'never',
    owner: 'admin',
    cause: 'This link shows no password any more: {why}.',
    remedy: 'If it was not you who opened it, tell your administrator at once. A new link comes with a new password.',
  },
  'service.second-factor-is': {
    scope: 'run',
    retry: 'never',
    owner: 'admin',
    cause: 'The second factor of this account is {state} already.',
    remedy: 'Look at how it stands in /api/session; to change the app, switch the second factor off and on again.',
  },
  'service.link-invalid': {
    scope: 'run',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'This link was used already, is too old, or never was one.',
    remedy: 'Ask whoever sent it for a new one; the link of the first operator is printed whenever the service starts.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
