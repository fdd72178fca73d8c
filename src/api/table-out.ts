/** Lists as tables for spreadsheets, page by page from the database to the reader: no list is ever in memory as a whole. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { isoSeconds } from '../base/clock.ts';
import { describeCause } from '../base/problem.ts';
import { type CsvColumn, csvHead, csvLines } from '../content/csv-text.ts';
import type { StoredEvent } from '../model/event.ts';
import type { MailboxSort } from '../model/mailbox-book.ts';
import type { Page, PagePlace } from '../model/page.ts';
import { type Mailbox, totalOf } from '../model/project.ts';
import { inWords } from '../model/states.ts';
import { eventTableQuery } from './contract/events.ts';
import { mailboxTableQuery } from './contract/mailboxes.ts';
import { organisationParams, PAGE_LENGTH_MAX, projectParams } from './contract/words.ts';
import { eventFilter } from './events.ts';
import { filterOf, type MailboxDeps, projectOf } from './mailboxes.ts';
import { isoOrNull } from './outlook.ts';
import { pageAsk } from './pages.ts';
import type { Api } from './server.ts';

export function tableOutRoutes(api: Api, deps: MailboxDeps): void {
  const produces = ['text/csv'];
  const mailboxes = {
    operationId: 'getMailboxTable',
    tags: ['mailboxes'],
    summary: 'Mailboxes of a project as a table, with their states, progress and exceptions',
    produces,
    params: projectParams,
    querystring: mailboxTableQuery,
  };
  const mailboxUrl = '/api/organisations/:organisation/projects/:project/mailboxes/table';
  api.get(mailboxUrl, { config: { scope: 'read' }, schema: mailboxes }, async (request, reply) => {
    const { query, params } = request;
    const { project } = await request.inTenant((tenant) => projectOf(tenant, params));
    const filter = filterOf(query, deps.clock.now());
    const asked = pageAsk<MailboxSort>({ ...query, limit: PAGE_LENGTH_MAX });
    return sendTable(reply, 'mailboxes.csv', MAILBOX_COLUMNS, (after) =>
      request.inTenant((tenant) => tenant.mailboxes(project.id, filter, { ...asked, after })),
    );
  });

  const events = {
    operationId: 'getEventTable',
    tags: ['events'],
    summary: 'What happened, as a table',
    produces,
    params: organisationParams,
    querystring: eventTableQuery,
  };
  api.get(
    '/api/organisations/:organisation/events/table',
    { config: { scope: 'read' }, schema: events },
    async (request, reply) => {
      const { query } = request;
      await request.inTenant(async (tenant) => tenant.id);
      const asked = pageAsk<'number'>({ ...query, limit: PAGE_LENGTH_MAX });
      return sendTable(reply, 'events.csv', EVENT_COLUMNS, (after) =>
        request.inTenant((tenant) => tenant.eventPage(eventFilter(query), { ...asked, after })),
      );
    },
  );
}

/** A page is read when the one before has been taken. */
function sendTable<Row>(
  reply: FastifyReply,
  file: string,
  columns: readonly CsvColumn<Row>[],
  read: (after: PagePlace | null) => Promise<Page<Row>>,
): FastifyReply {
  async function* pieces(): AsyncGenerator<string> {
    yield csvHead(columns);
    for (let after: PagePlace | null = null; ; ) {
      const { items, next }: Page<Row> = await read(after);
      yield csvLines(columns, items);
      if (next === null) return;
      after = next;
    }
  }
  void reply.header('content-disposition', `attachment; filename="${file}"`);
  return reply.type('text/csv; charset=utf-8').send(Readable.from(pieces(), { objectMode: false }));
}

const MAILBOX_COLUMNS: readonly CsvColumn<Mailbox>[] = [
  { name: 'Name', of: ({ name }) => name },
  { name: 'State', of: ({ state }) => state },
  { name: 'Source', of: ({ settings }) => settings.sources.map(({ address }) => address).join(' ') },
  { name: 'Target', of: ({ settings }) => settings.target.address },
  { name: 'Items', of: (mailbox) => totalOf(mailbox)?.items ?? null },
  { name: 'Bytes', of: (mailbox) => totalOf(mailbox)?.bytes ?? null },
  { name: 'Items found', of: ({ progress }) => progress.itemsFound },
  { name: 'Items copied', of: ({ progress }) => progress.itemsCopied },
  { name: 'Items verified', of: ({ progress }) => progress.itemsVerified },
  { name: 'Items failed', of: ({ progress }) => progress.itemsFailed },
  { name: 'Bytes copied', of: ({ progress }) => progress.bytesCopied },
  { name: 'Problem', of: ({ problem }) => problem?.code ?? null },
  { name: 'Cause', of: ({ problem }) => (problem === null ? null : describeCause(problem)) },
  { name: 'Goes on at', of: ({ goesOnAt }) => isoOrNull(goesOnAt) },
  { name: 'Last activity', of: ({ lastActivityAt }) => isoOrNull(lastActivityAt) },
  { name: 'Id', of: ({ id }) => id },
];

const EVENT_COLUMNS: readonly CsvColumn<StoredEvent>[] = [
  { name: 'Number', of: ({ number }) => number },
  { name: 'At', of: ({ at }) => isoSeconds(at) },
  { name: 'Who', of: ({ actor }) => ('role' in actor ? `${actor.is}, ${actor.role}` : inWords(actor.is)) },
  { name: 'Who exactly', of: ({ actor }) => (actor.is === 'godwit' ? actor.worker : actor.id) },
  { name: 'What', of: ({ name }) => name },
  { name: 'Subject', of: ({ subject }) => subject },
  { name: 'Subject id', of: ({ subjectId }) => subjectId },
  { name: 'Project', of: ({ project }) => project },
  { name: 'From', of: ({ from }) => from },
  { name: 'To', of: ({ to }) => to },
  { name: 'Reason', of: ({ reason }) => reason },
  { name: 'Facts', of: ({ facts }) => JSON.stringify(facts) },
];
