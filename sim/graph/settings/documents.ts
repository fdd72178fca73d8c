/** Master categories, rules and settings of a mailbox: plain documents in its store. */
import type { MailboxSettings, MessageRule, OutlookCategory } from '@microsoft/microsoft-graph-types';
import { choice, FLAG, list, object, READONLY, type Rules, TEXT, texts, WHOLE } from '../body/rule.ts';
import { type Call, jsonBody, parameter } from '../call.ts';
import { contextOf, pageOf } from '../odata/page.ts';
import { readQuery } from '../odata/query.ts';
import { badRequest, GraphRefusal, notFound } from '../refusal.ts';
import { NO_CONTENT, type Reply } from '../request.ts';

const PAGE_UNASKED = 100;
type Kept = Readonly<Record<string, unknown>> & { readonly id: string };

/** The list of that name; what it holds was checked when it came. */
function kept(call: Call, name: string): readonly Kept[] {
  return (call.mailbox.document(name) ?? []) as readonly Kept[]; // only this file writes documents of these names
}

function add(call: Call, name: string, one: Readonly<Record<string, unknown>>): Kept {
  const counter = Number(call.mailbox.document(`${name} last`) ?? 0) + 1;
  call.mailbox.keepDocument(`${name} last`, counter);
  const made = { id: Buffer.from(`${name} ${counter}`).toString('base64url'), ...one };
  call.mailbox.keepDocument(name, [...kept(call, name), made]);
  return made;
}

function listed(call: Call, name: string): Reply {
  const body = pageOf(kept(call, name), (one) => one, call.request, readQuery(call.request), PAGE_UNASKED);
  return { status: 200, body };
}

function found(call: Call, name: string, id: string): Kept {
  const one = kept(call, name).find((other) => other.id === id);
  if (one === undefined) throw notFound();
  return one;
}

function removed(call: Call, name: string, id: string): Reply {
  found(call, name, id);
  call.mailbox.keepDocument(
    name,
    kept(call, name).filter((one) => one.id !== id),
  );
  return NO_CONTENT;
}

function changed(call: Call, name: string, id: string, body: Readonly<Record<string, unknown>>): Reply {
  const after = { ...found(call, name, id), ...body, id };
  call.mailbox.keepDocument(
    name,
    kept(call, name).map((one) => (one.id === id ? after : one)),
  );
  return { status: 200, body: { '@odata.context': contextOf(call.request), ...after } };
}

const CATEGORIES = 'masterCategories';
const PRESETS = ['none', ...Array.from({ length: 25 }, (_, at) => `preset${at}`)].join(' ');
const CATEGORY_RULES: Rules = { displayName: TEXT, color: choice(PRESETS), id: READONLY };

export const listCategories = (call: Call): Reply => listed(call, CATEGORIES);
export const deleteCategory = (call: Call): Reply => removed(call, CATEGORIES, parameter(call, 0));

export function createCategory(call: Call): Reply {
  const body: OutlookCategory = jsonBody(call, 'outlookCategory', CATEGORY_RULES);
  const { displayName, color } = body;
  if (displayName == null || displayName === '')
    throw badRequest('A category needs its displayName.', 'ErrorInvalidRequest');
  const name = displayName.toLowerCase();
  if (kept(call, CATEGORIES).some((one) => String(one['displayName']).toLowerCase() === name)) {
    throw new GraphRefusal(409, 'CategoryNameExists', `The category ${displayName} is there already.`);
  }
  const made = add(call, CATEGORIES, { displayName, color: color ?? 'none' });
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...made } };
}

/** Only the color: the name is what items hold. */
export function changeCategory(call: Call): Reply {
  const body = jsonBody(call, 'outlookCategory', CATEGORY_RULES);
  if (body['displayName'] !== undefined)
    throw badRequest('The name of a category cannot be changed.', 'ErrorInvalidRequest');
  return changed(call, CATEGORIES, parameter(call, 0), body);
}

const RULES_NAME = 'messageRules';
const PEOPLE = list(object({ emailAddress: object({ name: TEXT, address: TEXT }) }));
const TEXT_PREDICATES =
  'bodyContains bodyOrSubjectContains categories headerContains recipientContains senderContains subjectContains';
const FLAG_PREDICATES = `hasAttachments isApprovalRequest isAutomaticForward isAutomaticReply isEncrypted isMeetingRequest
  isMeetingResponse isNonDeliveryReport isPermissionControlled isReadReceipt isSigned isVoicemail notSentToMe sentCcMe sentOnlyToMe
  sentToMe sentToOrCcMe`;
const named = (names: string, rule: Rules[string]): Rules =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));
const PREDICATES = object({
  ...named(TEXT_PREDICATES, texts),
  ...named(FLAG_PREDICATES, FLAG),
  fromAddresses: PEOPLE,
  sentToAddresses: PEOPLE,
  importance: choice('low normal high'),
  sensitivity: choice('normal personal private confidential'),
  messageActionFlag: TEXT,
  withinSizeRange: object({ minimumSize: WHOLE, maximumSize: WHOLE }),
});
const MESSAGE_RULE_RULES: Rules = {
  displayName: TEXT,
  sequence: WHOLE,
  isEnabled: FLAG,
  conditions: PREDICATES,
  exceptions: PREDICATES,
  actions: object({
    assignCategories: texts,
    copyToFolder: TEXT,
    moveToFolder: TEXT,
    delete: FLAG,
    permanentDelete: FLAG,
    forwardAsAttachmentTo: PEOPLE,
    forwardTo: PEOPLE,
    redirectTo: PEOPLE,
    markAsRead: FLAG,
    markImportance: choice('low normal high'),
    stopProcessingRules: FLAG,
  }),
  hasError: READONLY,
  isReadOnly: READONLY,
  id: READONLY,
};

export const listRules = (call: Call): Reply => listed(call, RULES_NAME);
export const deleteRule = (call: Call): Reply => removed(call, RULES_NAME, parameter(call, 0));
export const changeRule = (call: Call): Reply =>
  changed(call, RULES_NAME, parameter(call, 0), jsonBody(call, 'messageRule', MESSAGE_RULE_RULES));

export function createRule(call: Call): Reply {
  const body: MessageRule = jsonBody(call, 'messageRule', MESSAGE_RULE_RULES);
  if (body.displayName == null || body.sequence == null || body.actions == null) {
    throw badRequest('A rule needs displayName, sequence and actions.', 'ErrorInvalidRequest');
  }
  const made = add(call, RULES_NAME, { hasError: false, isReadOnly: false, isEnabled: true, ...body });
  return { status: 201, body: { '@odata.context': contextOf(call.request), ...made } };
}

const MOMENT = object({ dateTime: TEXT, timeZone: TEXT });
const SETTINGS_RULES: Rules = {
  automaticRepliesSetting: object({
    status: choice('disabled alwaysEnabled scheduled'),
    externalAudience: choice('none contactsOnly all'),
    scheduledStartDateTime: MOMENT,
    scheduledEndDateTime: MOMENT,
    internalReplyMessage: TEXT,
    externalReplyMessage: TEXT,
  }),
  archiveFolder: TEXT,
  timeZone: TEXT,
  dateFormat: TEXT,
  timeFormat: TEXT,
  delegateMeetingMessageDeliveryOptions: TEXT,
  language: object({ locale: TEXT, displayName: TEXT }),
  workingHours: object({ daysOfWeek: texts, startTime: TEXT, endTime: TEXT, timeZone: object({ name: TEXT }) }),
  userPurpose: READONLY,
};
const AWAY: NonNullable<MailboxSettings['automaticRepliesSetting']> = {
  status: 'disabled',
  externalAudience: 'all',
  internalReplyMessage: '',
  externalReplyMessage: '',
};

export function getSettings(call: Call): Reply {
  return { status: 200, body: { '@odata.context': contextOf(call.request), ...settingsOf(call) } };
}

function settingsOf(call: Call): object {
  const set = call.mailbox.document('mailboxSettings') ?? {};
  return { automaticRepliesSetting: AWAY, timeZone: 'UTC', userPurpose: 'user', ...set };
}

export function changeSettings(call: Call): Reply {
  const body = jsonBody(call, 'mailboxSettings', SETTINGS_RULES);
  const before = (call.mailbox.document('mailboxSettings') ?? {}) as MailboxSettings; // only this file writes the document
  const away = body['automaticRepliesSetting'];
  const merged =
    typeof away === 'object'
      ? { automaticRepliesSetting: { ...AWAY, ...before.automaticRepliesSetting, ...away } }
      : {};
  call.mailbox.keepDocument('mailboxSettings', { ...before, ...body, ...merged });
  return getSettings(call);
}
