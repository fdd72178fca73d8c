/** Calendars: folders of their own class, wherever they lie. */
import type { Calendar } from '@microsoft/microsoft-graph-types';
import type { Folder } from '../../exchange/folder.ts';
import { writeChangeKey } from '../../exchange/ids.ts';
import { FLAG, READONLY, type Rules, TEXT, textOf } from '../body/rule.ts';
import { type Call, jsonBody } from '../call.ts';
import { readExtendedProperties } from '../extended.ts';
import { addFolder, withProperties } from '../folders/folders.ts';
import { folderId } from '../ids.ts';
import { EXTENDED_RULES } from '../mail/message-body.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { addExtended, fieldsOf, type Shown, shownBy } from '../odata/shown.ts';
import { badRequest } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';
import { calendarOf } from './events.ts';

const PAGE_UNASKED = 10;
type Placed = { readonly call: Call; readonly folder: Folder };
const FIELDS: Readonly<Partial<Record<keyof Calendar, (placed: Placed) => Calendar[keyof Calendar]>>> = {
  name: ({ folder }) => folder.state.name,
  color: () => 'auto',
  hexColor: () => '',
  isDefaultCalendar: ({ folder }) => folder.state.distinguished === 'calendar',
  changeKey: ({ folder }) => writeChangeKey(folder.changed),
  canShare: () => true,
  canViewPrivateItems: () => true,
  canEdit: () => true,
  isRemovable: ({ folder }) => folder.state.distinguished === null,
  owner: ({ call }) => ({ name: call.mailbox.address, address: call.mailbox.address }),
};

function shownCalendar(call: Call, folder: Folder, shown: Shown): object {
  const found: Record<string, unknown> = {
    id: folderId(call.mailbox, folder.id),
    ...fieldsOf({ call, folder }, shown, 'calendar', FIELDS),
  };
  addExtended(found, shown, (key) => folder.state.extended[key] ?? null);
  return found;
}

export function listCalendars(call: Call): Reply {
  const query = readQuery(call.request);
  const shown = shownBy(call, query);
  const bin = call.mailbox.distinguished('deleteditems').id;
  const all = [...call.mailbox.folders.values()].filter(
    ({ state }) => state.folderClass.startsWith('IPF.Appointment') && state.parent !== bin,
  );
  const body = pageOf(all, (folder) => shownCalendar(call, folder, shown), call.request, query, PAGE_UNASKED);
  return { status: 200, body };
}

function answered(call: Call, folder: Folder): object {
  const shown = shownCalendar(call, folder, shownBy(call, readQuery(call.request)));
  return { '@odata.context': contextOf(call.request), ...shown };
}

export function getCalendar(call: Call): Reply {
  return { status: 200, body: answered(call, calendarOf(call)) };
}

const RULES: Rules = {
  name: TEXT,
  color: TEXT,
  hexColor: TEXT,
  isDefaultCalendar: FLAG,
  id: READONLY,
  ...EXTENDED_RULES,
};

export function createCalendar(call: Call): Reply {
  const body = jsonBody(call, 'calendar', RULES);
  const folder = addFolder(call.mailbox, call.mailbox.distinguished('calendar'), {
    name: textOf(body, 'name'),
    folderClass: 'IPF.Appointment',
    extended: withProperties({}, readExtendedProperties(body)),
  });
  return { status: 201, body: answered(call, folder) };
}

export function deleteCalendar(call: Call): Reply {
  const folder = calendarOf(call);
  if (folder.state.distinguished !== null) {
    throw badRequest('The calendar that everybody has cannot be deleted.', 'ErrorDeleteDistinguishedFolder');
  }
  call.mailbox.removeFolder(folder);
  return NO_CONTENT;
}
