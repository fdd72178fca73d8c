/** Every command that asks a service. */
import { PROJECT_COMMANDS } from './project-commands.ts';
import type { RemoteCommand } from './remote-command.ts';

/** The first words, and what they are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  project: 'moves of an organisation',
};

export const COMMANDS: readonly RemoteCommand[] = [...PROJECT_COMMANDS];
