/** The one row of what operators set while the service runs. */
import type { Instant } from '../../base/clock.ts';
import { NO_WORK_SETTINGS, type WorkSettings } from '../../model/work-bounds.ts';
import type { Db } from '../db.ts';
import { BUDGET_CHANNEL } from './budget-book.ts';

/** Said on the channel of budgets when the settings have changed. */
export const SETTINGS_CHANGED = 'settings';

export async function readWorkSettings(tx: Db): Promise<WorkSettings> {
  const [row] = await tx.query<{ settings: WorkSettings }>({
    name: 'work-settings',
    text: 'select settings from work_settings',
    values: [],
  });
  return { ...NO_WORK_SETTINGS, ...row?.settings };
}

/** Gives what was set before. Whoever sets something else meanwhile waits until this transaction ends. */
export async function setWorkSettings(tx: Db, settings: WorkSettings, at: Instant): Promise<WorkSettings> {
  await tx.query({ name: 'lock-work-settings', text: 'lock table work_settings in exclusive mode', values: [] });
  const before = await readWorkSettings(tx);
  await tx.query({ name: 'set-work-settings', text: SET, values: [JSON.stringify(settings), at] });
  const told = [BUDGET_CHANNEL, SETTINGS_CHANGED];
  await tx.query({ name: 'tell-work-settings', text: 'select pg_notify($1, $2)', values: told });
  return before;
}

const SET = `
  insert into work_settings (settings, at_ms)
  values ($1, $2)
  on conflict (is_only) do update set settings = excluded.settings, at_ms = excluded.at_ms`;
