/** The texts of the parts that all pages are made of. */
import { catalogue } from './catalogue.ts';

export const sayParts = catalogue('parts', {
  itemsOf: '{{done}} of {{total}} items',
  itemsFound: '{{done}} items so far',
  bytesOf: '{{done}} of {{total}}',
  verified: '{{percent}} verified',
  progress: 'Progress',
  rate: '{{items}}/s · {{bytes}}/s',
  until: 'about {{from}} – {{until}}',
  reason: 'Reason',
  reasonWhy: 'It is kept with who did it, and when.',
  cancel: 'Cancel',
  doIt: 'Do it',
  notNow: 'Not now: {{why}}',
  retry: 'Try again',
  cause: 'What happened',
  remedy: 'What to do',
  silent: 'The service does not answer.',
  silentRemedy: 'It may be starting anew, or the network is away. This page tries again by itself.',
  loading: 'Asking for {{what}} …',
  zoneOther: '{{at}} in {{zone}}',
  typeName: 'Type {{name}} to go on',
  halfLink: 'This address is only half of a link.',
  halfLinkRemedy: 'Open the whole link as it was sent or printed.',
});
