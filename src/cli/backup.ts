/** `godwit backup` and `godwit restore`: everything that a state folder and its database hold, in one file. */
import { resolve } from 'node:path';
import type { BackupOptions, RestoreOptions } from './backup-options.ts';
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { stateFolderOf } from './settings.ts';

export interface BackupJob {
  readonly file: string;
  readonly stateFolder: string;
  /** Puts the key that opens the passwords beside them. */
  readonly withKey: boolean;
}

export type RestoreJob = Omit<BackupJob, 'withKey'>;

export interface BackupTaken {
  readonly tables: number;
  /** Before they were packed. */
  readonly bytes: number;
  /** In ISO 8601. */
  readonly at: string;
}

export interface Restored {
  /** When the backup was taken, in ISO 8601. */
  readonly at: string;
  /** The version of Godwit that took it. */
  readonly version: string;
  readonly hasKey: boolean;
  /** Keys that passwords are sealed with and that are not here. */
  readonly keysMissing: readonly string[];
}

export async function runBackup(file: string, options: BackupOptions, command: Command): Promise<ExitCode> {
  const { terminal, environment, machinery, log } = command;
  const stateFolder = stateFolderOf(options.state, environment);
  const withKey = options.withKey === true;
  const { tables, bytes, at } = await machinery.backup({ file: resolve(file), stateFolder, withKey }, log);
  const megabytes = Math.ceil(bytes / 1_000_000).toLocaleString('en-GB');
  const aboutKey = withKey
    ? '! The key is in the file: whoever has it can read every stored password. Keep it like one.'
    : '  Passwords are sealed in it, and the key is not in it: keep the key elsewhere, or they are lost with it.';
  terminal.out(
    `✓ ${file} holds everything as it was at ${at}: ${tables} tables, ${megabytes} MB before packing.\n${aboutKey}\n`,
  );
  return EXIT.proven;
}

export async function runRestore(file: string, options: RestoreOptions, command: Command): Promise<ExitCode> {
  const { terminal, environment, machinery, log } = command;
  const stateFolder = stateFolderOf(options.state, environment);
  const { at, version, keysMissing } = await machinery.restore({ file: resolve(file), stateFolder }, log);
  const lines = [`✓ Everything is here as it was at ${at} (Godwit ${version}). godwit serve goes on from there.`];
  if (keysMissing.length > 0) {
    lines.push(
      `! Passwords are sealed with the key ${keysMissing.join(', ')}, which is not here: bring it before the service starts.`,
    );
  }
  lines.push('  The service that the backup was taken of must not run any more: two would move the same mailboxes.');
  terminal.out(`${lines.join('\n')}\n`);
  return EXIT.proven;
}
