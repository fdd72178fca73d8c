import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { openApiPage } from '../../docs/openapi-page.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

const document = JSON.parse(await openApiPage());
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, ...operation })),
);

describe('the document of the interface', () => {
  test('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  test('has a validator that finds mistakes', async () => {
    const wrong = structuredClone(document);
    wrong.paths['/api/session'].get.responses = 'none';
    expect((await new Validator().validate(wrong)).valid).toBe(false);
  });

  test('names each operation once, with a summary, one tag and who may ask', () => {
    const tags = document.tags.map(({ name }: { name: string }) => name);
    const unnamed = operations.filter(
      ({ operationId, summary, tags: own = [], security }) =>
        !/^[a-z][A-Za-z]+$/.test(operationId ?? '') ||
        summary === undefined ||
        own.length !== 1 ||
        !tags.includes(own[0]) ||
        security === undefined,
    );
    expect(unnamed.map(({ route }) => route)).toEqual([]);
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  test('says what each answers where it does not go well', () => {
    const silent = operations.filter(({ responses }) => responses['4XX'] === undefined);
    expect(silent.map(({ route }) => route)).toEqual([]);
    const { examples } = document.components.responses.Problem.content['application/problem+json'];
    expect(examples['service.not-found'].value).toMatchObject({ status: 404, code: 'service.not-found' });
  });

  test('has lists in one form', () => {
    const lists = operations.filter(({ operationId }) => operationId?.startsWith('list'));
    expect(lists.length).toBeGreaterThan(6);
    for (const { route, responses } of lists) expect(fieldsOf(responses), route).toEqual(['items', 'next', 'total']);
  });

  function fieldsOf(responses: Operation['responses']): readonly string[] {
    const answer = responses['200'] as { content: Record<string, { schema: { properties: object } }> };
    return Object.keys(answer.content['application/json']?.schema.properties ?? {});
  }
});
