/** The options that say which mailbox moves, where to, and what of it: those that several commands share. */

import { InvalidArgumentError, Option, type Command as Parser } from 'commander';
import type { FolderKind } from '../model/item.ts';
import { append } from './append.ts';
import { CLOUD_NAMES } from './graph-address.ts';

/** More connections than this no server lets one user open. */
const CONNECTIONS_MAX = 16;
const CONNECTIONS_DEFAULT = 4;

export function addMailboxOptions(
  parser: Parser,
  target: { readonly text: string; readonly isNeeded: boolean },
): Parser {
  addSourceOptions(parser);
  addTargetOptions(parser, target);
  addPolicyOptions(parser);
  return parser
    .optionsGroup('Connections:')
    .option('--ca-file <file>', 'trust the authorities in this PEM file too; may be given several times', append)
    .option('--allow-insecure-loopback', 'allow an open line to servers on this machine')
    .optionsGroup('Output:')
    .option('--state <folder>', 'where the ledger, the log and the reports lie (default: a folder of yours)')
    .option('--json', 'one JSON document on standard output, and nothing else there')
    .option('--verbose', 'show the log too');
}

function addSourceOptions(parser: Parser): Parser {
  return parser
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .optionsGroup('Source:')
    .addOption(
      new Option('--source <address>', `${SOURCE_FORMS}; may be given several times`)
        .argParser(append)
        .makeOptionMandatory(),
    )
    .option('--source-user <name>', 'who signs in, where it does not stand in the address')
    .option(
      '--source-password-file <file>',
      'a file with the password, for all sources or one for each; else GODWIT_SOURCE_PASSWORD, or Godwit asks',
      append,
    );
}

function addTargetOptions(parser: Parser, target: { readonly text: string; readonly isNeeded: boolean }): Parser {
  return parser
    .optionsGroup('Target:')
    .addOption(new Option('--target <address>', target.text).makeOptionMandatory(target.isNeeded))
    .option('--target-user <name>', 'who signs in; acts for the mailbox where it is somebody else')
    .option(
      '--target-password-file <file>',
      'a file with the password or token; else GODWIT_TARGET_PASSWORD, or Godwit asks',
    )
    .addOption(
      new Option('--target-auth <way>', 'how to sign in at Exchange')
        .choices(['auto', 'basic', 'ntlm', 'bearer'])
        .default('auto'),
    )
    .option('--client-id <id>', 'the application that signs in at Microsoft Graph')
    .option('--client-secret-file <file>', 'a file with the secret of the application')
    .option(
      '--client-certificate-file <file>',
      'a file with its certificate and private key (PEM), instead of a secret',
    )
    .addOption(new Option('--cloud <name>', 'the cloud of the tenant').choices(CLOUD_NAMES).default('global'))
    .option(
      '--time-zone <name>',
      'where the owner of the mailbox lives, as Europe/Berlin (default: that of this machine)',
    )
    .option(
      '--own-address <address>',
      'another address by which meetings name the owner; may be given several times',
      append,
    );
}

function addPolicyOptions(parser: Parser): Parser {
  return parser
    .optionsGroup('What moves:')
    .addOption(kindsOption('--only <kind>', 'move nothing else; may be given several times'))
    .addOption(kindsOption('--skip <kind>', 'leave this out; may be given several times'))
    .addOption(
      new Option(
        '--skip-role <role>',
        'leave out the junk or the trash folder; may be given twice (junk, trash)',
      ).argParser((role, roles: readonly string[] | undefined) => append(choiceOf(role, ROLES), roles)),
    )
    .addOption(
      new Option('--deletions <way>', 'what becomes of mail that was deleted in the source after it was copied')
        .choices(['keep', 'follow'])
        .default('keep'),
    )
    .addOption(folderNamesOption())
    .option(
      '--contact-mapping <file>',
      'what columns of tables of contacts are, as survey wrote it and you corrected it',
    );
}

/** `check` has it, too. */
export function folderNamesOption(): Option {
  return new Option('--folder-names <way>', 'map what the target cannot have, or refuse to move while a name is odd')
    .choices(['map', 'strict'])
    .default('map');
}

const SOURCE_FORMS = 'imaps://user@host[:port], caldavs://user@host/, carddavs://user@host/ or archive:PATH';
const TARGET_FORMS =
  'graph://TENANT/user@example.com, ews+https://host/EWS/Exchange.asmx?mailbox=user@example.com, imaps://user@host or archive:FOLDER';

/** What people call the kinds. */
const KINDS: Readonly<Record<string, readonly [FolderKind]>> = {
  mail: ['message'],
  calendars: ['event'],
  contacts: ['contact'],
  tasks: ['task'],
  notes: ['note'],
};

function kindsOption(flags: string, what: string): Option {
  const names = Object.keys(KINDS);
  return new Option(flags, `${what} (${names.join(', ')})`).argParser(
    (name, kinds: readonly FolderKind[] | undefined): readonly FolderKind[] => [
      ...(kinds ?? []),
      ...(KINDS[choiceOf(name, names)] ?? []),
    ],
  );
}

export function addMoveOptions(parser: Parser): Parser {
  return addMailboxOptions(parser, { text: TARGET_FORMS, isNeeded: true })
    .optionsGroup('Connections:')
    .option('--source-connections <number>', 'the most connections to each side', connectionsOf, CONNECTIONS_DEFAULT)
    .optionsGroup('Output:')
    .option('--report <folder>', 'where this report goes (default: a new folder below the state folder)');
}

const ROLES = ['junk', 'trash'];

function choiceOf(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
}

function connectionsOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= CONNECTIONS_MAX) return number;
  throw new InvalidArgumentError(`It is a number from 1 to ${CONNECTIONS_MAX}.`);
}
