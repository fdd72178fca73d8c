/** Mailboxes from a spreadsheet: every line is looked at, each mistake is named by line and column, and all are added or none. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Failure } from '../base/problem.ts';
import { type LineProblem, type MailboxLine, readMailboxTable } from '../content/mailbox-table.ts';
import { addMailboxes } from '../project/add-mailboxes.ts';
import { type NewMailboxBody, newMailbox, tableQuery, tableShape } from './contract/mailboxes.ts';
import { problemShape, projectParams } from './contract/words.ts';
import { type MailboxDeps, newMailboxOf, projectOf } from './mailboxes.ts';
import { actorOf } from './people/caller.ts';
import { PROBLEM_TYPE, problemDocument } from './problem-document.ts';
import { projectIdOf } from './projects.ts';
import type { Api } from './server.ts';

/** As many as a project is planned for. */
const LINES_MAX = 5000;
/** 5,000 lines with two long addresses and passwords each. */
const TABLE_BYTES_MAX = 8 * 1024 * 1024;
/** Named one by one; whoever has more has the wrong file. */
const ERRORS_MAX = 1000;
const TYPE = 'text/csv';

export function tableInRoutes(api: Api, deps: MailboxDeps): void {
  // A form of another site cannot send this type.
  api.addContentTypeParser(TYPE, { parseAs: 'buffer', bodyLimit: TABLE_BYTES_MAX }, (_request, body, done) => {
    done(null, body);
  });
  const schema = {
    operationId: 'addMailboxTable',
    tags: ['mailboxes'],
    summary: 'Add the mailboxes of a table, all or none',
    description: 'The body is the file itself: CSV with a line of headings, in UTF-8 or as Excel saves it.',
    consumes: [TYPE],
    params: projectParams,
    querystring: tableQuery,
    response: { 200: tableShape, 201: tableShape, '4xx': problemShape },
  };
  const url = '/api/organisations/:organisation/projects/:project/mailboxes/table';
  api.post(url, { config: { scope: 'manage' }, bodyLimit: TABLE_BYTES_MAX, schema }, async (request, reply) => {
    const { body, query, params } = request;
    await request.inTenant((tenant) => projectOf(tenant, params));
    if (!Buffer.isBuffer(body)) throw new Failure('service.request-invalid', { what: `Send the file as ${TYPE}.` });
    const table = readMailboxTable(body, LINES_MAX);
    const looked = table.lines.map((line) => lookAt(line, query, deps));
    const wanted = looked.flatMap((one) => ('mailbox' in one ? [one] : []));
    const problems = [...table.problems, ...looked.flatMap((one) => ('problem' in one ? [one.problem] : []))];
    const isDry = query.dryRun === true;
    const errors = await addAll(request, wanted, problems, isDry, deps);
    const isAdded = errors.length === 0 && !isDry;
    const answer = { mailboxes: wanted.length, isAdded, ignored: [...table.ignored], errors };
    if (isDry || isAdded) return reply.code(isDry ? 200 : 201).send(answer);
    const count = String(problems.length > errors.length ? problems.length : errors.length);
    const document = { ...problemDocument(new Failure('service.table-refused', { count })), errors };
    return reply
      .code(document.status)
      .type(PROBLEM_TYPE)
      .serializer(String)
      .send(JSON.stringify(document) as never); // as all problems
  });
}

interface Wanted {
  readonly line: number;
  readonly mailbox: ReturnType<typeof newMailboxOf>;
}

/** Undoes what a look has added. */
class Undone extends Error {}

/** Adds them, where nothing is wrong with any; gives what is. A dry run does the same, and undoes it. */
async function addAll(
  request: FastifyRequest,
  wanted: readonly Wanted[],
  problems: readonly LineProblem[],
  isDry: boolean,
  deps: MailboxDeps,
): Promise<LineProblem[]> {
  const errors = [...problems];
  const project = projectIdOf(request.params as { project: string }); // checked by the shape of the path
  try {
    await request.inTenant(async (tenant) => {
      const mailboxes = wanted.map(({ mailbox }) => mailbox);
      await addMailboxes(tenant, project, mailboxes, actorOf(request), deps, (index) => {
        const first = wanted.findIndex(({ mailbox }) => mailbox.name === mailboxes[index]?.name);
        const cause =
          first < index ? `Line ${wanted[first]?.line} has the same name.` : 'The project has a mailbox of this name.';
        errors.push({ line: wanted[index]?.line ?? 0, column: 'name', cause });
      });
      if (isDry || errors.length > 0) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return errors.toSorted((one, other) => one.line - other.line).slice(0, ERRORS_MAX);
}

type Query = z.output<typeof tableQuery>;

function lookAt(line: MailboxLine, query: Query, deps: MailboxDeps): Wanted | { readonly problem: LineProblem } {
  const parsed = newMailbox.safeParse(bodyOf(line, query));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const column = columnOf(line, issue?.path ?? []);
    return { problem: { line: line.line, column, cause: causeOf(issue) } };
  }
  try {
    return { line: line.line, mailbox: newMailboxOf(parsed.data, deps) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // The message names the field, as it is called in the interface.
    const path = /target/.test(error.message) ? ['target', 'address'] : ['sources', 0, 'address'];
    return { problem: { line: line.line, column: columnOf(line, path), cause: error.message } };
  }
}

/** Nothing of the cell itself: it may be a password in the wrong column. */
function causeOf(issue: { readonly code?: string | undefined; readonly message: string } | undefined): string {
  if (issue === undefined) return 'It cannot be read.';
  return issue.code === 'invalid_type' ? 'It is missing.' : `It cannot be this: ${issue.message}.`;
}

type Unchecked = Record<keyof NewMailboxBody, unknown>;

function bodyOf(line: MailboxLine, { source, target, targetUser }: Query): Unchecked {
  const text = (...asked: Parameters<MailboxLine['cell']>): string | undefined => line.cell(...asked)?.text;
  const name = text('name');
  const sources = Array.from({ length: Math.max(1, line.sourcesCount) }, (_none, index) => {
    const from = addressOf(text('source', index + 1) ?? source);
    // Most people sign in with their mail address; an address that names somebody is believed.
    const own = name?.includes('@') === true && from?.includes('@') === false ? name : null;
    return { address: from, user: text('sourceUser', index + 1) ?? own, password: text('sourcePassword', index + 1) };
  });
  const address = (text('target') ?? target)?.replaceAll('{name}', encodeURIComponent(name ?? ''));
  return {
    name,
    sources,
    target: {
      address,
      user: text('targetUser') ?? targetUser ?? null,
      password: text('targetPassword'),
      auth: text('auth')?.toLowerCase() ?? 'auto',
    },
    timeZone: text('timeZone') ?? null,
  };
}

/** The name of a server alone is IMAP over TLS. */
function addressOf(text: string | undefined): string | undefined {
  return text === undefined || text.includes('://') ? text : `imaps://${text}`;
}

const COLUMNS: Readonly<Record<string, Parameters<MailboxLine['cell']>[0]>> = {
  'source address': 'source',
  'source user': 'sourceUser',
  'source password': 'sourcePassword',
  'target address': 'target',
  'target user': 'targetUser',
  'target password': 'targetPassword',
  'target auth': 'auth',
};

/** As the table calls it; in our words where it has no such column. */
function columnOf(line: MailboxLine, path: readonly PropertyKey[]): string {
  const [first, ...rest] = path.map(String);
  if (first === 'name' || first === 'timeZone') return line.cell(first)?.column ?? first;
  const number = first === 'sources' ? Number(rest[0] ?? 0) + 1 : 1;
  const words = `${first === 'sources' ? 'source' : 'target'} ${rest.at(-1) ?? 'address'}`;
  const field = COLUMNS[words];
  return (field === undefined ? null : line.cell(field, number)?.column) ?? words;
}
