import { expect, test } from 'vitest';
import { failureOf } from './db-error.ts';

test('what PostgreSQL says when it ends a connection that stood still is a lost database and no defect of ours', () => {
  const told = Object.assign(new Error('terminating connection due to idle-in-transaction timeout'), { code: '25P03' });
  expect(failureOf(told, 'any')).toMatchObject({ code: 'database.unreachable' });
});
