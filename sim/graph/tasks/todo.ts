/** To Do: lists are folders for tasks, and tasks the items in them. What other clients know of a task is in the same store. */
import type { LinkedResource, TodoTask, TodoTaskList } from '@microsoft/microsoft-graph-types';
import { DAY_MS } from '../../exchange/calendar/zones.ts';
import type { Folder } from '../../exchange/folder.ts';
import type { ItemState } from '../../exchange/item.ts';
import { ItemView } from '../../exchange/item-view.ts';
import { NOTHING, recomposed, takenApart } from '../../exchange/new-content.ts';
import { NEW_TASK, type TaskStatus, taskOf, withTask } from '../../exchange/tasks/task.ts';
import { choice, FLAG, list, object, READONLY, type Rules, TEXT, textOf, texts } from '../body/rule.ts';
import { type Call, folderNamed, jsonBody, parameter, refuseTooLarge, timeOf } from '../call.ts';
import { momentJson, readMoment } from '../events/moments.ts';
import { RECURRENCE, readRecurrence, recurrenceJson } from '../events/recurrence-json.ts';
import { addFolder } from '../folders/folders.ts';
import { folderId, itemId, readItemId } from '../ids.ts';
import { BODY, readBody, readCategories } from '../mail/message-body.ts';
import { etagOf } from '../mail/show-message.ts';
import { emptyState } from '../mail/write-message.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { fieldsOf, type Shown, shownBy } from '../odata/shown.ts';
import { badRequest, notFound } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';

const PAGE_UNASKED = 20;
/** Where what only To Do knows of a task lies. */
const LINKED = 'set:1a8e7a30-5f0c-4b6e-9d2a-7c41f0a9b6d2/name:LinkedResources:String';

const MOMENT = object({ dateTime: TEXT, timeZone: TEXT });
const RESOURCE: Rules = { applicationName: TEXT, displayName: TEXT, externalId: TEXT, webUrl: TEXT, id: READONLY };
const RULES: Readonly<Partial<Record<keyof TodoTask, Rules[string]>>> = {
  title: TEXT,
  body: BODY,
  importance: choice('low normal high'),
  status: choice('notStarted inProgress completed waitingOnOthers deferred'),
  startDateTime: MOMENT,
  dueDateTime: MOMENT,
  completedDateTime: MOMENT,
  reminderDateTime: MOMENT,
  isReminderOn: FLAG,
  categories: texts,
  recurrence: RECURRENCE,
  linkedResources: list(object(RESOURCE)),
  id: READONLY,
  createdDateTime: READONLY,
  lastModifiedDateTime: READONLY,
  bodyLastModifiedDateTime: READONLY,
  hasAttachments: READONLY,
};

const STATUS: Readonly<Record<NonNullable<TodoTask['status']>, TaskStatus>> = {
  notStarted: 'NotStarted',
  inProgress: 'InProgress',
  completed: 'Completed',
  waitingOnOthers: 'WaitingOnOthers',
  deferred: 'Deferred',
};
const STATUS_NAMES = ['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred'] as const;

const LIST_FIELDS: Readonly<Partial<Record<keyof TodoTaskList, (folder: Folder) => TodoTaskList[keyof TodoTaskList]>>> =
  {
    displayName: ({ state }) => state.name,
    isOwner: () => true,
    isShared: () => false,
    wellknownListName: ({ state }) => (state.distinguished === 'tasks' ? 'defaultList' : 'none'),
  };

function shownList(call: Call, folder: Folder, shown: Shown): object {
  return { id: folderId(call.mailbox, folder.id), ...fieldsOf(folder, shown, 'todoTaskList', LIST_FIELDS) };
}

export function listLists(call: Call): Reply {
  const query = readQuery(call.request);
  const shown = shownBy(call, query);
  const bin = call.mailbox.distinguished('deleteditems').id;
  const all = [...call.mailbox.folders.values()].filter(
    ({ state }) => state.folderClass.startsWith('IPF.Task') && state.parent !== bin,
  );
  const body = pageOf(all, (folder) => shownList(call, folder, shown), call.request, query, PAGE_UNASKED);
  return { status: 200, body };
}

function listNamed(call: Call): Folder {
  const folder = folderNamed(call.mailbox, parameter(call, 0));
  if (!folder.state.folderClass.startsWith('IPF.Task')) throw notFound();
  return folder;
}

export function getList(call: Call): Reply {
  return { status: 200, body: answeredList(call, listNamed(call)) };
}

function answeredList(call: Call, folder: Folder): object {
  const shown = shownList(call, folder, shownBy(call, readQuery(call.request)));
  return { '@odata.context': contextOf(call.request), ...shown };
}

export function createList(call: Call): Reply {
  const body = jsonBody(call, 'todoTaskList', { displayName: TEXT, id: READONLY });
  const root = call.mailbox.distinguished('tasks');
  const folder = addFolder(call.mailbox, root, {
    name: textOf(body, 'displayName'),
    folderClass: 'IPF.Task',
    extended: {},
  });
  return { status: 201, body: answeredList(call, folder) };
}

type Field = (view: ItemView, shown: Shown) => TodoTask[keyof TodoTask];
const FIELDS: Readonly<Partial<Record<keyof TodoTask, Field>>> = {
  title: (view) => view.subject,
  status: ({ state }) => {
    const { status } = taskOf(state);
    return STATUS_NAMES.find((name) => STATUS[name] === status);
  },
  importance: ({ state }) => (state.importance === 'High' ? 'high' : state.importance === 'Low' ? 'low' : 'normal'),
  isReminderOn: ({ state }) => state.reminder?.isSet ?? false,
  createdDateTime: ({ state }) => timeOf(state.created),
  lastModifiedDateTime: ({ state }) => timeOf(state.modified),
  hasAttachments: (view) => view.hasAttachments,
  categories: ({ state }) => [...state.categories],
  body: (view) => ({ contentType: 'text', content: view.body('Text').text }),
  startDateTime: ({ state }, { zone }) => dayJson(taskOf(state).start, zone),
  dueDateTime: ({ state }, { zone }) => dayJson(taskOf(state).due, zone),
  completedDateTime: ({ state }, { zone }) => dayJson(taskOf(state).completed, zone),
  reminderDateTime: ({ state }, { zone }) => {
    const at = state.reminder?.dueBy ?? null;
    return at === null ? undefined : momentJson(at, zone);
  },
  recurrence: ({ state }) => {
    const { recurrence } = taskOf(state);
    return recurrence === null ? undefined : recurrenceJson(recurrence, 'UTC');
  },
};

function dayJson(day: number | null, zone: string): ReturnType<typeof momentJson> | undefined {
  return day === null ? undefined : { ...momentJson(day * DAY_MS, 'UTC'), timeZone: zone };
}

function shownTask(view: ItemView, shown: Shown): Record<string, unknown> {
  const found: Record<string, unknown> = {
    '@odata.etag': etagOf(view.entry.changed),
    id: itemId(view.mailbox, view.entry, shown.isImmutable),
    ...fieldsOf(view, shown, 'todoTask', FIELDS),
  };
  if (shown.expand.some(({ name }) => name === 'linkedResources')) found['linkedResources'] = linkedIn(view.state);
  return found;
}

function linkedIn({ extended }: ItemState): readonly LinkedResource[] {
  const text = extended[LINKED]?.value;
  return typeof text === 'string' ? (JSON.parse(text) as readonly LinkedResource[]) : []; // written by this file
}

export function listTasks(call: Call): Reply {
  const { mailbox, request } = call;
  const query = readQuery(request);
  const shown = shownBy(call, query);
  const all = [...listNamed(call).items].map((id) => mailbox.item(id)).filter(({ kind }) => kind === 'Task');
  return {
    status: 200,
    body: pageOf(all, (entry) => shownTask(new ItemView(mailbox, entry), shown), request, query, PAGE_UNASKED),
  };
}

function taskNamed(call: Call): ItemView {
  const { entry } = readItemId(call.mailbox, parameter(call, 1));
  if (entry.kind !== 'Task' || entry.folder !== listNamed(call).id) throw notFound();
  return new ItemView(call.mailbox, entry);
}

export function getTask(call: Call): Reply {
  return { status: 200, body: answered(call, taskNamed(call)) };
}

function answered(call: Call, view: ItemView): object {
  return { '@odata.context': contextOf(call.request), ...shownTask(view, shownBy(call, readQuery(call.request))) };
}

export function createTask(call: Call): Reply {
  const body: TodoTask = jsonBody(call, 'todoTask', RULES);
  if (body.title == null || body.title === '') throw badRequest('A task needs its title.', 'invalidRequest');
  const empty: ItemState = {
    ...emptyState(call.world.clock.now()),
    itemClass: 'IPM.Task',
    isDraft: false,
    own: { ...NEW_TASK, changeCount: 1 },
  };
  const mime = recomposed({ ...NOTHING, body: body.body == null ? NOTHING.body : readBody(body.body) });
  refuseTooLarge(call, mime.length);
  const entry = call.mailbox.addItem(listNamed(call), mime, withTaskBody(empty, body, call));
  call.world.counters.itemsCreated += 1;
  return { status: 201, body: answered(call, new ItemView(call.mailbox, entry)) };
}

function withTaskBody(state: ItemState, body: TodoTask, call: Call): ItemState {
  const day = (moment: TodoTask['dueDateTime'], name: string): number | null =>
    moment == null ? null : Math.floor(readMoment({ ...moment, timeZone: 'UTC' }, name).at / DAY_MS);
  const today = Math.floor(call.world.clock.now() / DAY_MS);
  const isDone = body.status === 'completed';
  const after = withTask(state, {
    ...(body.status == null
      ? {}
      : { status: STATUS[body.status], percent: isDone ? 100 : 0, completed: isDone ? today : null }),
    ...(body.startDateTime === undefined ? {} : { start: day(body.startDateTime, 'startDateTime') }),
    ...(body.dueDateTime === undefined ? {} : { due: day(body.dueDateTime, 'dueDateTime') }),
    ...(body.completedDateTime == null || !isDone
      ? {}
      : { completed: day(body.completedDateTime, 'completedDateTime') }),
    ...(body.recurrence == null ? {} : { recurrence: readRecurrence(body.recurrence) }),
  });
  const importance = body.importance == null ? state.importance : IMPORTANCE[body.importance];
  const reminderAt = body.reminderDateTime == null ? null : readMoment(body.reminderDateTime, 'reminderDateTime').at;
  const reminder = { isSet: body.isReminderOn ?? reminderAt !== null, minutesBefore: 0, dueBy: reminderAt };
  const linked =
    body.linkedResources == null ? {} : { [LINKED]: { type: 'String', value: JSON.stringify(body.linkedResources) } };
  return {
    ...after,
    importance,
    ...(body.isReminderOn == null && reminderAt === null ? {} : { reminder }),
    ...(body.categories == null ? {} : { categories: readCategories(body.categories) }),
    ...(body.title == null ? {} : { overrides: { ...after.overrides, subject: body.title } }),
    extended: { ...after.extended, ...linked },
    modified: call.world.clock.now(),
  };
}

const IMPORTANCE = { low: 'Low', normal: 'Normal', high: 'High' } as const;

export function changeTask(call: Call): Reply {
  const view = taskNamed(call);
  const body: TodoTask = jsonBody(call, 'todoTask', RULES);
  const after = withTaskBody(view.state, body, call);
  if (body.body == null) view.mailbox.changeItem(view.entry, after, true);
  else view.mailbox.changeMime(view.entry, recomposed({ ...takenApart(view.mime), body: readBody(body.body) }), after);
  return { status: 200, body: answered(call, new ItemView(view.mailbox, view.entry)) };
}

/** For good: To Do has no bin. */
export function deleteTask(call: Call): Reply {
  const { mailbox, entry } = taskNamed(call);
  mailbox.removeItem(entry);
  return NO_CONTENT;
}

export function listLinked(call: Call): Reply {
  const all = linkedIn(taskNamed(call).state);
  return { status: 200, body: pageOf(all, (one) => one, call.request, readQuery(call.request), PAGE_UNASKED) };
}

export function addLinked(call: Call): Reply {
  const view = taskNamed(call);
  const body = jsonBody(call, 'linkedResource', RESOURCE);
  const before = linkedIn(view.state);
  const made = { id: `linked-${view.entry.birth}-${before.length + 1}`, ...body };
  const value = JSON.stringify([...before, made]);
  const extended = { ...view.state.extended, [LINKED]: { type: 'String', value } };
  view.mailbox.changeItem(view.entry, { ...view.state, extended }, true);
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...made } };
}
