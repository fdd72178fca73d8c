/** OpenAPI 3.1, made of the routes and their shapes: served at /api/openapi.json, and kept as docs/openapi.json. */
import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { assert } from '../base/assert.ts';
import { Failure } from '../base/problem.ts';
import { isTokenScope, type NeededScope } from '../model/api-token.ts';
import { SESSION_COOKIE } from './people/caller.ts';
import { PROBLEM_TYPE, problemDocument } from './problem-document.ts';
import { LINK_COOKIE } from './user/holder.ts';

/** Every route has one of these. */
const TAGS = [
  { name: 'session', description: 'Who asks, and how they sign in.' },
  { name: 'organisations', description: 'Customers. Nothing of one is ever seen by another.' },
  { name: 'people', description: 'Who may sign in.' },
  { name: 'tokens', description: 'What programs ask with.' },
  { name: 'projects', description: 'Moves of an organisation.' },
  { name: 'preparation', description: 'Before a move: advice, inventory, domains, and who has to do what.' },
  { name: 'ticket', description: 'The conversation about a project: plan, answer and date.' },
  { name: 'waves', description: 'Mailboxes of a project that begin and are cut over together' },
  { name: 'mailboxes', description: 'Mailboxes of a project.' },
  { name: 'links', description: 'Private links of the users of mailboxes.' },
  { name: 'hand-overs', description: 'New passwords, each shown to its user once.' },
  { name: 'cases', description: 'What users miss after their move, until it is known what became of it.' },
  { name: 'mailbox user', description: 'What the user of a mailbox may ask by a private link, and nothing else.' },
  { name: 'events', description: 'What happened, and what happens.' },
  { name: 'deliveries', description: 'What is sent of the tickets by mail and by webhook, and what comes back.' },
  { name: 'health', description: 'Whether the service lives and can work.' },
  { name: 'workers', description: 'The programs that do the work.' },
  { name: 'settings', description: 'What the whole installation has in common.' },
];

export async function describeApi(api: FastifyInstance, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Godwit', description: 'Moves mailboxes, and proves it.', version },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
          mailboxSession: { type: 'apiKey', in: 'cookie', name: LINK_COOKIE },
          mailboxLink: { type: 'http', scheme: 'bearer', description: 'The token of the private link of a mailbox.' },
          token: { type: 'http', scheme: 'bearer', description: 'Each route names the scope that a token needs.' },
        },
      },
    },
    transform: (described) => {
      const { schema, url } = jsonSchemaTransform(described);
      return { schema: { ...schema, security: securityOf(described.route.config?.scope) }, url };
    },
    transformObject: withProblems,
  });
}

/** Any of these opens the route; none is needed where the list is empty. */
function securityOf(scope: NeededScope | undefined) {
  if (scope === undefined) return [];
  if (scope === 'mailbox-user') return [{ mailboxSession: [] }, { mailboxLink: [] }];
  return [{ session: [] }, ...(isTokenScope(scope) ? [{ token: [scope] }] : [])];
}

type Document = ReturnType<SwaggerTransformObject>;

interface Described {
  readonly responses?: Record<string, unknown>;
  readonly security?: readonly unknown[];
  readonly tags?: readonly string[];
  parameters?: readonly unknown[];
}

/** Every route may answer with any problem, so they stand in the document once. */
function withProblems(drawn: Parameters<SwaggerTransformObject>[0]): Document {
  assert('openapiObject' in drawn, 'it is OpenAPI that is asked for');
  const { paths, components, ...document } = drawn.openapiObject;
  for (const methods of Object.values(paths ?? {})) {
    // What is under a path are operations: no route says anything else about one.
    for (const [method, operation] of Object.entries(methods ?? {}) as [string, Described][]) {
      if (operation.responses === undefined) continue;
      const isOfCaller = (operation.security?.length ?? 0) > 0 && !(operation.tags ?? []).includes('session');
      if (method === 'post' && isOfCaller) {
        operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];
      }
      operation.responses['4XX'] = { $ref: '#/components/responses/Problem' };
      operation.responses['5XX'] = { $ref: '#/components/responses/Problem' };
    }
  }
  const examples = Object.fromEntries(EXAMPLES.map((failure) => [failure.code, { value: problemDocument(failure) }]));
  const schema = { $ref: '#/components/schemas/Problem' };
  const responses = {
    Problem: { description: 'Why not, and what to do.', content: { [PROBLEM_TYPE]: { schema, examples } } },
  };
  const schemas = { ...components?.schemas, Problem: PROBLEM };
  const parameters = { ...components?.parameters, IdempotencyKey: IDEMPOTENCY_KEY };
  return { ...document, paths, components: { ...components, schemas, responses, parameters } } as Document; // the types are of 3.0
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same request with the same key is done once, and gets the same answer for a day.',
  schema: { type: 'string', maxLength: 257 },
};

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457. `code` stands in docs/errors.md, `title` is what happened and `detail` what to do.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
};

const EXAMPLES: readonly Failure[] = [
  new Failure('service.request-invalid', { what: '/name must be a text.' }),
  new Failure('service.not-signed-in', {}),
  new Failure('service.scope-missing', { needed: 'move', given: 'read' }),
  new Failure('service.not-found', { what: 'mailbox' }),
  new Failure('project.move-refused', { what: 'mailbox', event: 'pause', why: 'It is paused already.' }),
  new Failure('project.reason-missing', { what: 'mailbox', event: 'cancel' }),
  new Failure('service.asked-too-often', { seconds: '12' }),
];
