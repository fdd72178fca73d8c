import { expect, test } from 'vitest';
import { freshDatabase } from '../../../test/setup/database.ts';
import { TOKEN_SCOPES } from '../../model/api-token.ts';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { PROJECT } from '../../model/project-states.ts';
import { WAVE } from '../../model/wave-states.ts';

const db = await freshDatabase();

test.each([
  { table: 'projects', states: PROJECT.states },
  { table: 'waves', states: WAVE.states },
  { table: 'project_mailboxes', states: MAILBOX.states },
])('the table $table takes the states of the model and no other', async ({ table, states }) => {
  const text = `
    select pg_get_constraintdef(oid) as check
    from pg_constraint
    where conrelid = $1::regclass and conname = $2`;
  const [row] = await db.query<{ check: string }>({ name: '', text, values: [table, `${table}_state_check`] });
  const named = [...(row?.check ?? '').matchAll(/'([a-z-]+)'/g)].map((match) => match[1]);
  expect(named).toEqual(states);
});

test('the table of tokens takes the scopes of the model and no other', async () => {
  const text = `
    select pg_get_constraintdef(oid) as check
    from pg_constraint
    where conrelid = 'api_tokens'::regclass and conname = 'api_tokens_scopes_check'`;
  const [row] = await db.query<{ check: string }>({ name: '', text, values: [] });
  const named = [...(row?.check ?? '').matchAll(/'([a-z]+)'/g)].map((match) => match[1]);
  expect(named).toEqual(Object.keys(TOKEN_SCOPES));
});
