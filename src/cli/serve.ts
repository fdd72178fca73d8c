/** `godwit serve` and `godwit worker`: run until they are asked to stop. */
import type { Command } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { ServiceUp } from './service-job.ts';
import { type ServiceOptions, serviceJobOf } from './service-options.ts';
import { listenForStop } from './stop.ts';

export async function runServe(options: ServiceOptions, command: Command): Promise<ExitCode> {
  const { terminal, clock, onSignal, log, environment, machinery } = command;
  const job = await serviceJobOf(options, environment);
  const say = (line: string): void => terminal.error(`${line}\n`);
  const stop = listenForStop({ clock, onSignal, say });
  try {
    const { stopping, signal } = stop;
    const isUp = (up: ServiceUp): void => terminal.out(greeting(up, job.bounds.mailboxesAtOnce));
    await machinery.serve(job, { isUp, stopping, signal, log });
    return EXIT.proven;
  } finally {
    stop.close();
  }
}

function greeting({ url, firstOperatorLink }: ServiceUp, mailboxesMax: number): string {
  const at = url === null ? 'Godwit works' : `Godwit serves at ${url}`;
  const lines = [`✓ ${at}, on ${mailboxesMax} mailboxes at once. Ctrl-C ends it.`];
  if (firstOperatorLink !== null) {
    lines.push(
      'There is no operator yet. Whoever opens this link first, and makes an account there, becomes one:',
      `  ${firstOperatorLink.reveal()}`,
      'The link holds once, until the next start, for four days at most.',
    );
  }
  return `${lines.join('\n')}\n`;
}
