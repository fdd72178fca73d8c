/** The versions of a plan in a folder: `plan-1.json`, `plan-1.html` and `plan-1.pdf`, then `plan-2.…`. No version is written over. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../base/clock.ts';
import { Failure } from '../../base/problem.ts';
import { planHtml } from '../../plan/document/plan-html.ts';
import { parsePlan, type StoredPlan, storedText } from '../../plan/document/plan-version.ts';
import { planPdf } from './plan-pdf.ts';

const JSON_NAME = /^plan-(\d{1,9})\.json$/;

/** The newest version; null where there is none yet. Throws usage.invalid for a file that is none of ours. */
export async function readPlan(folder: string): Promise<StoredPlan | null> {
  const names = await namesIn(folder);
  const versions = names.flatMap((name) => JSON_NAME.exec(name)?.[1] ?? []);
  const newest = versions.map(Number).sort((one, other) => other - one)[0];
  if (newest === undefined) return null;
  const path = join(folder, `plan-${newest}.json`);
  return parsePlan(await readFile(path, 'utf8'), path);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unwritable(folder, error);
  }
}

/** Gives the paths. Throws usage.invalid for a folder that cannot be written. */
export async function writePlanFiles(
  folder: string,
  stored: StoredPlan & { readonly isNew: boolean },
  now: Instant,
): Promise<readonly string[]> {
  const { plan, isNew } = stored;
  const pathOf = (ending: string): string => join(folder, `plan-${plan.version}.${ending}`);
  const paths = ['html', 'pdf', 'json'].map(pathOf);
  if (!isNew) return paths;
  // A plan names everybody who moves: only its owner may read it.
  const mode = 0o600;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(pathOf('html'), planHtml(plan), { mode });
    await writeFile(pathOf('pdf'), await planPdf(plan, new Date(now)), { mode });
    // Last: with it, the version is complete.
    await writeFile(pathOf('json'), storedText(stored), { mode, flag: 'wx' });
  } catch (error) {
    throw unwritable(folder, error);
  }
  return paths;
}

function unwritable(folder: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const what = `The folder ${folder} cannot be used for the plan: ${error.message}.`;
  return new Failure('usage.invalid', { what, how: 'Name a folder of yours with --out.' }, { cause: error });
}
