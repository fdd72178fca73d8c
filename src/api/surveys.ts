/** Surveys of mailboxes: asked for, and read when a worker has looked. A thing of its own beside the states, which it does not change. */
import { isoSeconds } from '../base/clock.ts';
import { describeCause, Failure } from '../base/problem.ts';
import { folderLabel } from '../model/folder.ts';
import type { FolderFound, KeptSurvey } from '../model/mailbox-survey.ts';
import { askLookAt } from './ask-look-at.ts';
import { mailboxShape } from './contract/mailboxes.ts';
import { surveyShape } from './contract/surveys.ts';
import { mailboxParams, problemShape } from './contract/words.ts';
import { type MailboxDeps, mailboxIdOf, mailboxOf, projectOf } from './mailboxes.ts';
import { isoOrNull } from './outlook.ts';
import type { Api } from './server.ts';

export function surveyRoutes(api: Api, deps: MailboxDeps): void {
  const url = '/api/organisations/:organisation/projects/:project/mailboxes/:mailbox/survey';

  const ask = {
    operationId: 'askSurvey',
    tags: ['mailboxes'],
    summary: 'Let a worker look into its sources, which are only read',
    params: mailboxParams,
    response: { 202: mailboxShape, '4xx': problemShape },
  };
  api.post(url, { config: { scope: 'move' }, schema: ask }, async (request, reply) => {
    return reply.code(202).send(await askLookAt(request, request.params, 'survey', deps));
  });

  const get = {
    operationId: 'getSurvey',
    tags: ['mailboxes'],
    summary: 'What the last survey found',
    params: mailboxParams,
    response: { 200: surveyShape, '4xx': problemShape },
  };
  api.get(url, { config: { scope: 'read' }, schema: get }, async (request) => {
    const id = mailboxIdOf(request.params);
    return request.inTenant(async (tenant) => {
      await mailboxOf(tenant, await projectOf(tenant, request.params), id);
      const kept = await tenant.survey(id);
      if (kept === null) throw new Failure('service.not-found', { what: 'survey' });
      return surveyOut(kept);
    });
  });
}

function surveyOut({ at, survey }: KeptSurvey) {
  const { folders, renames, tooLarge, oldest, newest, ...rest } = survey;
  return {
    ...rest,
    at: isoSeconds(at),
    oldest: isoOrNull(oldest),
    newest: isoOrNull(newest),
    folders: folders.map(folderOut),
    renames: [...renames],
    tooLarge: tooLarge.map(({ folder, receivedAt, sizeBytes }) => {
      return { folder: folderLabel(folder), receivedAt: isoSeconds(receivedAt), bytes: sizeBytes };
    }),
  };
}

function folderOut({ path, target, oldest, newest, problem, ...counts }: FolderFound) {
  return {
    ...counts,
    name: folderLabel(path),
    target: target === null ? null : folderLabel(target),
    oldest: isoOrNull(oldest),
    newest: isoOrNull(newest),
    problem: problem === null ? null : describeCause(problem),
  };
}
