/** What may be typed behind `godwit backup` and `godwit restore`. */
import type { Command as Parser } from 'commander';

export interface BackupOptions {
  readonly state?: string;
  readonly withKey?: boolean;
}

export type RestoreOptions = Pick<BackupOptions, 'state'>;

export function addBackupOptions(parser: Parser): Parser {
  return addRestoreOptions(parser).option(
    '--with-key',
    'put the key into the file too: whoever has it reads the passwords',
  );
}

export function addRestoreOptions(parser: Parser): Parser {
  return parser
    .argument('<file>', 'the file of the backup')
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help')
    .option('--state <folder>', 'the folder of the service (default: a folder of yours)')
    .option('--verbose', 'show the log too');
}
