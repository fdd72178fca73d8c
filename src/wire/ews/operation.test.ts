/** Nobody is ever mailed: not by a promise, but because nothing else can be written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BodyBuilder } from '../request-body.ts';
import { type Operation, writeOperation } from './operation.ts';

async function written(operation: Operation): Promise<string> {
  const into = new BodyBuilder();
  writeOperation(into, operation);
  const chunks: Buffer[] = [];
  for await (const chunk of into.body().open()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

const asked = { repeatable: true, write: (into: BodyBuilder) => void into.text('<m:ItemIds/>') };

describe('an operation that could mail somebody', () => {
  test.each([
    ['CreateItem', 'SendMeetingInvitations="SendToNone"'],
    ['UpdateItem', 'SendMeetingInvitationsOrCancellations="SendToNone"'],
    ['DeleteItem', 'SendMeetingCancellations="SendToNone"'],
  ] as const)('%s says %s, whoever asks for it', async (name, silence) => {
    const xml = await written({ ...asked, name });
    expect(xml.startsWith(`<m:${name} `)).toBe(true);
    expect(xml.slice(0, xml.indexOf('>'))).toContain(silence);
    expect(xml).not.toMatch(/SendOnlyTo|SendToAll|SendToChanged|SendAndSave/);
  });

  test('has no attributes but its own: others do not compile', async () => {
    // @ts-expect-error -- what mails nobody is decided in one place
    const operation: Operation = { ...asked, name: 'CreateItem', attributes: 'SendMeetingInvitations="SendOnlyToAll"' };
    expect(await written(operation)).not.toContain('SendOnlyToAll');
  });

  test('is not there at all when mailing is its purpose', () => {
    // @ts-expect-error -- there is no such operation
    const operation: Operation = { ...asked, name: 'SendItem' };
    expect(operation.name).toBe('SendItem');
  });
});

test('no other file writes the start tag of an operation', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(25);
  const writing = files.filter((name) =>
    /<m:[A-Z]\w*Item[\s>]/.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
  );
  expect(writing).toEqual([]);
});
