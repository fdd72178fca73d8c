import { Client } from 'pg';
import { describe, expect, inject, test } from 'vitest';

describe('the server of the test run', () => {
  test('answers a question', async () => {
    const client = new Client(inject('postgres'));
    await client.connect();
    const { rows } = await client.query('select 1 + 1 as two');
    await client.end();
    expect(rows).toEqual([{ two: 2 }]);
  });
});
