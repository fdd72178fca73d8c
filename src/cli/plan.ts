/** `godwit plan`: the plan of a move, with what stands in its way; and with --simulate how long such moves take. */
import type { Command } from './command.ts';
import type { ExitCode } from './exit.ts';
import { type PlanOptions, planJobOf, simulateJobOf } from './plan-options.ts';
import { presentPlan } from './plan-summary.ts';
import { presentSimulation } from './simulation-summary.ts';

export async function runPlan(options: PlanOptions, command: Command): Promise<ExitCode> {
  if (options.simulate === true) {
    const job = simulateJobOf(options);
    return presentSimulation(await command.machinery.simulate(job), job, command);
  }
  return presentPlan(await command.machinery.plan(planJobOf(options, command)), command);
}
