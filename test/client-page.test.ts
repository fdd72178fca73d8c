import { expect, test } from 'vitest';
import { drawShapes } from '../docs/client-page.ts';

function drawn(schema: object): string {
  const responses = { 200: { content: { 'application/json': { schema } } } };
  return drawShapes([{ method: 'GET', path: '/x', operation: { operationId: 'getX', responses } }]);
}

test('a shape becomes a type', () => {
  const properties = { a: { type: ['string', 'null'] }, b: { type: 'array', items: { enum: ['x', 'y'] } } };
  expect(drawn({ type: 'object', properties, required: ['a'] })).toContain(
    "answer: { readonly a: string | null; readonly b?: readonly ('x' | 'y')[] | undefined }",
  );
});

test.each([{ allOf: [] }, { type: 'object', patternProperties: {} }, { type: 'file' }])('%j is refused', (schema) => {
  expect(() => drawn(schema)).toThrow();
});
