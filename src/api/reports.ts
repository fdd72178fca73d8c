/** What the last verification of a mailbox had to say: for programs, for a browser, and for spreadsheets. */

import type { FastifyReply } from 'fastify';
import { isoSeconds } from '../base/clock.ts';
import { pagePolicy } from '../base/html.ts';
import { Failure } from '../base/problem.ts';
import type { KeptReport } from '../model/report.ts';
import type { Tenant } from '../model/store.ts';
import { exceptionsCsv, foldersCsv } from '../verify/report-csv.ts';
import { reportHtml } from '../verify/report-html.ts';
import { REPORT_STYLE } from '../verify/report-style.ts';
import { answerPage } from './answer-page.ts';
import { reportShape } from './contract/reports.ts';
import { mailboxParams, problemShape } from './contract/words.ts';
import { mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import type { Api } from './server.ts';

const ONE = '/api/organisations/:organisation/projects/:project/mailboxes/:mailbox/report';
const config = { scope: 'read' } as const;
const tags = ['mailboxes'];

export function reportRoutes(api: Api): void {
  const get = {
    operationId: 'getReport',
    tags,
    summary: 'What the last verification had to say',
    params: mailboxParams,
    response: { 200: reportShape, '4xx': problemShape },
  };
  api.get(ONE, { config, schema: get }, (request) =>
    request.inTenant(async (tenant) => {
      const { at, report } = await keptIn(tenant, request.params);
      const { folders, exceptionGroups, losses, notMoved } = report;
      const groups = exceptionGroups.map((group) => ({ ...group, items: [...group.items] }));
      const lists = { folders: [...folders], exceptionGroups: groups, losses: [...losses], notMoved: [...notMoved] };
      return { ...report, ...lists, at: isoSeconds(at) };
    }),
  );

  const page = { operationId: 'getReportPage', tags, summary: 'The same, as a page', produces: ['text/html'] };
  api.get(`${ONE}/page`, { config, schema: { ...page, params: mailboxParams } }, async (request, reply) => {
    const { report } = await request.inTenant((tenant) => keptIn(tenant, request.params));
    return answerPage(reply, reportHtml(report), pagePolicy(REPORT_STYLE, 'none'));
  });
  tableRoutes(api);
}

function tableRoutes(api: Api): void {
  const produces = ['text/csv'];
  const exceptions = { operationId: 'getReportExceptions', tags, summary: 'Its exceptions, as a table', produces };
  api.get(`${ONE}/exceptions`, { config, schema: { ...exceptions, params: mailboxParams } }, async (request, reply) => {
    const { report } = await request.inTenant((tenant) => keptIn(tenant, request.params));
    return tableOut(reply, 'exceptions.csv', exceptionsCsv(report));
  });

  const folders = { operationId: 'getReportFolders', tags, summary: 'Its folders, as a table', produces };
  api.get(`${ONE}/folders`, { config, schema: { ...folders, params: mailboxParams } }, async (request, reply) => {
    const { report } = await request.inTenant((tenant) => keptIn(tenant, request.params));
    return tableOut(reply, 'folders.csv', foldersCsv(report));
  });
}

function tableOut(reply: FastifyReply, file: string, text: string): FastifyReply {
  void reply.header('content-disposition', `attachment; filename="${file}"`);
  return reply.type('text/csv; charset=utf-8').send(text);
}

/** Throws `service.not-found`, also where nothing was verified yet. */
async function keptIn(
  tenant: Tenant,
  params: { readonly project: string; readonly mailbox: string },
): Promise<KeptReport> {
  const { id } = await mailboxOf(tenant, await projectOf(tenant, params), mailboxIdOf(params));
  const kept = await tenant.report(id);
  if (kept === null) throw new Failure('service.not-found', { what: 'report' });
  return kept;
}
