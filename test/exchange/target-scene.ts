/** Scenes for tests of the EWS target: a mailbox with one folder, faults that begin only then, and what is there in the end. */
import { expect } from 'vitest';
import type { Fault } from '../../sim/exchange/fault.ts';
import { Failure } from '../../src/base/problem.ts';
import type { TargetFolder } from '../../src/model/folder.ts';
import type { TargetRef } from '../../src/model/item.ts';
import type { Settled, Target } from '../../src/model/target.ts';
import { ensure, headsIn, markerOf, putAll, targetOf } from '../../src/target/target-harness.contract.ts';
import { type SampleMessage, sampleMessages } from '../contract/samples.ts';
import { openTargetRig, type TargetRig, type TargetRigOptions } from './target-rig.ts';

export interface Scene {
  readonly rig: TargetRig;
  readonly target: Target;
  readonly folder: TargetFolder;
  /** How many items carry each marker, asked without faults. */
  readonly copies: (messages: readonly SampleMessage[]) => Promise<readonly number[]>;
}

/** The scenes of one file. `endAll` looks that no mail would have left and that the schema was kept. */
export class Scenes {
  readonly #rigs: TargetRig[] = [];

  async rig(options: TargetRigOptions = {}): Promise<TargetRig> {
    const rig = await openTargetRig(options);
    this.#rigs.push(rig);
    return rig;
  }

  async scene(faults: readonly Fault[] = [], options: TargetRigOptions = {}): Promise<Scene> {
    const rig = await this.rig(options);
    const target = await rig.open();
    const folder = await ensure(target, ['Here']);
    rig.exchange.setFaults(faults);
    const copies: Scene['copies'] = async (messages) => {
      rig.exchange.setFaults([]);
      const heads = await headsIn(await rig.open(), folder);
      return messages.map((message) => heads.filter((head) => head.marker === markerOf(message)).length);
    };
    return { rig, target, folder, copies };
  }

  /** A scene with so many messages in its folder. */
  async written(count = 10): Promise<Scene & { readonly refs: readonly TargetRef[] }> {
    const scene = await this.scene();
    return { ...scene, refs: (await putAll(scene.target, scene.folder, many(count))).map(targetOf) };
  }

  async endAll(): Promise<void> {
    for (const rig of this.#rigs.splice(0)) {
      const { sentMail, schemaViolations } = rig.exchange.counters;
      await rig.close();
      expect({ sentMail, schemaViolations }).toEqual({ sentMail: 0, schemaViolations: 0 });
    }
  }
}

/** Many small ones, each its own. */
export function many(count: number): readonly SampleMessage[] {
  return Array.from({ length: Math.ceil(count / 10) }, (_, set) => sampleMessages(set * 10))
    .flat()
    .slice(0, count);
}

/** The failure of something that must not succeed. */
export async function failure(run: Promise<unknown>): Promise<Failure> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error(`a failure was expected, not ${String(error)}`);
}

export const outcomes = (settled: readonly Settled[]): readonly string[] => settled.map((one) => one.is);
