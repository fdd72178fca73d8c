/** Failures of the network on either side; `side` is "source" or "target". */
import type { ProblemKind } from '../problem-kind.ts';

export const CONNECTION_PROBLEMS = {
  'connection.host-unknown': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The host name {host} could not be found.',
    remedy: 'Check the host name in the {side} address.',
  },
  'connection.names-silent': {
    scope: 'account',
    retry: 'later',
    owner: 'operator',
    cause: 'Where {host} is could not be looked up: no name server answered.',
    remedy:
      'Wait: it is tried again. If it stays so, check the network of this machine and its name servers (/etc/resolv.conf).',
  },
  'connection.name-servers-silent': {
    scope: 'run',
    retry: 'later',
    owner: 'operator',
    cause: 'No name server answered ({servers}): {reason}',
    remedy:
      'Check the network of this machine, or name a name server with --resolver, then start the same command again.',
  },
  'connection.refused': {
    scope: 'account',
    retry: 'later',
    owner: 'admin',
    cause: '{host}:{port} refused the connection.',
    remedy: 'Check the host and port of the {side}, and that its service runs and lets this machine in.',
  },
  'connection.silent': {
    scope: 'account',
    retry: 'later',
    owner: 'admin',
    cause: '{host} gave no answer for {seconds} seconds while Godwit waited for {what}.',
    remedy: 'Check the network and the server, then start the same command again: it goes on where it stopped.',
  },
  'connection.lost': {
    scope: 'account',
    retry: 'now',
    owner: 'godwit',
    cause: '{host} closed the connection: {reason}',
    remedy: 'Start the same command again: it goes on where it stopped.',
  },
  'connection.certificate': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: 'The certificate of {host} cannot be trusted: {reason}',
    remedy:
      'Renew the certificate or use the name it was made for; if your own authority signed it, name its file with --ca-file.',
  },
  'connection.tls-missing': {
    scope: 'account',
    retry: 'after-fix',
    owner: 'admin',
    cause: '{host} does not offer an encrypted connection: {reason}',
    remedy: 'Use the TLS port of the server. Godwit never sends a password over an open line.',
  },
} as const satisfies Record<string, ProblemKind>;
