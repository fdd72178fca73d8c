/** Who has to do what before the move: everybody at a glance, and a sheet for each, as documents and as pages. */
import { pagePolicy } from '../../base/html.ts';
import { Failure } from '../../base/problem.ts';
import type { Tenant } from '../../model/store.ts';
import { filledText, type Guide, type GuideWords } from '../../plan/guides/guide.ts';
import { personDocument } from '../../plan/preparation/person-document.ts';
import type { PersonPreparation } from '../../plan/preparation/prepare.ts';
import { overviewHtml, sheetHtml } from '../../plan/preparation/sheet-html.ts';
import { SHEET_STYLE } from '../../plan/preparation/sheet-style.ts';
import { type TaskSheet, taskSheet } from '../../plan/preparation/task-sheet.ts';
import type { ProjectDeps } from '../../project/act.ts';
import { prepareProject } from '../../project/papers/advised.ts';
import { answerPage } from '../answer-page.ts';
import { preparationShape, sheetShape } from '../contract/papers.ts';
import { mailboxParams, problemShape, projectParams } from '../contract/words.ts';
import { mailboxIdOf, mailboxOf, projectOf } from '../mailboxes.ts';
import { projectIdOf } from '../projects.ts';
import type { Api } from '../server.ts';

const PROJECT = '/api/organisations/:organisation/projects/:project';
const ALL = `${PROJECT}/preparation` as const;
const ONE = `${PROJECT}/mailboxes/:mailbox/sheet` as const;
const READ = { scope: 'read' } as const;

export function preparationRoutes(api: Api, deps: ProjectDeps): void {
  const all = { tags: ['preparation'], params: projectParams };
  const get = {
    ...all,
    operationId: 'getPreparation',
    summary: 'Who is prepared, and what is open with whom',
    response: { 200: preparationShape, '4xx': problemShape },
  };
  api.get(ALL, { config: READ, schema: get }, async (request) => {
    const found = await request.inTenant((tenant) => prepareProject(tenant, projectIdOf(request.params), deps));
    const { people, preparedCount } = found.preparation;
    return {
      isReady: people.length > 0 && preparedCount === people.length,
      preparedCount,
      people: people.map(personDocument),
    };
  });
  const page = { ...all, operationId: 'getPreparationPage', summary: 'The same as a page', produces: ['text/html'] };
  api.get(`${ALL}/page`, { config: READ, schema: page }, async (request, reply) => {
    const found = await request.inTenant((tenant) => prepareProject(tenant, projectIdOf(request.params), deps));
    const { preparation, organisation } = found;
    return answerPage(
      reply,
      overviewHtml(preparation, organisation.name, () => '#'),
      pagePolicy(SHEET_STYLE, 'none'),
    );
  });
  sheetRoutes(api, deps);
}

function sheetRoutes(api: Api, deps: ProjectDeps): void {
  const one = { tags: ['preparation'], params: mailboxParams };
  const get = {
    ...one,
    operationId: 'getSheet',
    summary: 'What the user of a mailbox has to do, with the own figures and the guides for it',
    response: { 200: sheetShape, '4xx': problemShape },
  };
  api.get(ONE, { config: READ, schema: get }, async (request) => {
    const { person, sheet } = await request.inTenant((tenant) => sheetOf(tenant, request.params, deps));
    return { ...personDocument(person), ...sheetOut(sheet) };
  });
  const page = { ...one, operationId: 'getSheetPage', summary: 'The same as a page to print', produces: ['text/html'] };
  api.get(`${ONE}/page`, { config: READ, schema: page }, async (request, reply) => {
    const { sheet } = await request.inTenant((tenant) => sheetOf(tenant, request.params, deps));
    return answerPage(reply, sheetHtml(sheet), pagePolicy(SHEET_STYLE, 'none'));
  });
}

async function sheetOf(
  tenant: Tenant,
  params: { readonly project: string; readonly mailbox: string },
  deps: ProjectDeps,
): Promise<{ readonly person: PersonPreparation; readonly sheet: TaskSheet }> {
  const { name } = await mailboxOf(tenant, await projectOf(tenant, params), mailboxIdOf(params));
  const { organisation, preparation } = await prepareProject(tenant, projectIdOf(params), deps);
  const person = preparation.people.find(({ person: { address } }) => address === name.toLowerCase());
  // One that was left out moves no more.
  if (person === undefined) throw new Failure('service.not-found', { what: 'sheet' });
  return { person, sheet: taskSheet(person, organisation) };
}

function sheetOut({ title, words, tasks, folders, after }: TaskSheet) {
  const open = tasks.filter(({ state }) => state.is === 'open');
  return {
    title,
    folders:
      folders?.shown.map(({ path, items, bytes, oldest, newest }) => ({
        path: [...path],
        items,
        bytes,
        oldest,
        newest,
      })) ?? null,
    guides: open.flatMap(({ guides }) => guides.map((guide) => guideOut(guide, words))),
    after: after.map((guide) => guideOut(guide, words)),
  };
}

function guideOut({ title, minutes, before, parts, trouble }: Guide, words: GuideWords) {
  const filled = (text: string): string => filledText(text, words);
  return {
    title,
    minutes,
    before: before.map(filled),
    parts: parts.map((part) => ({ title: part.title, steps: part.steps.map(filled) })),
    trouble: trouble.map((one) => ({ when: filled(one.when), then: filled(one.then) })),
  };
}
