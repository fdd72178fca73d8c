/** What the header of a message says about the state of the item that is made of it. */
import type { Importance, ItemState, Sensitivity } from '../item.ts';
import { type Header, rawHeader } from './head.ts';
import { readParameters, type ValueWithParameters } from './parameters.ts';

type HeaderState = Pick<
  ItemState,
  'itemClass' | 'sent' | 'importance' | 'sensitivity' | 'readReceipt' | 'deliveryReceipt'
>;

export function stateOfHeaders(headers: readonly Header[]): HeaderState {
  return {
    itemClass: itemClassOf(readParameters(rawHeader(headers, 'Content-Type') ?? '')),
    sent: sentTime(rawHeader(headers, 'Date')),
    importance: importanceOf(headers),
    sensitivity: sensitivityOf(rawHeader(headers, 'Sensitivity')),
    readReceipt: rawHeader(headers, 'Disposition-Notification-To') !== null,
    deliveryReceipt: rawHeader(headers, 'Return-Receipt-To') !== null,
  };
}

/** Signed and encrypted mail and reports have classes of their own (MS-OXCMAIL). */
function itemClassOf({ value, parameters }: ValueWithParameters): string {
  if (value === 'multipart/signed') return 'IPM.Note.SMIME.MultipartSigned';
  if (/^application\/(?:x-)?pkcs7-mime$/.test(value)) return 'IPM.Note.SMIME';
  if (value !== 'multipart/report') return 'IPM.Note';
  return parameters.get('report-type') === 'disposition-notification' ? 'REPORT.IPM.Note.IPNRN' : 'REPORT.IPM.Note.NDR';
}

function sentTime(raw: string | null): number | null {
  if (raw === null) return null;
  const ms = Date.parse(raw.replace(/\([^)]*\)/g, ' ').trim());
  // PidTagClientSubmitTime is a FILETIME: it begins in 1601.
  return Number.isNaN(ms) || ms < Date.UTC(1601, 0, 1) || ms > Date.UTC(9999, 11, 31)
    ? null
    : Math.floor(ms / 1000) * 1000;
}

function importanceOf(headers: readonly Header[]): Importance {
  const importance = rawHeader(headers, 'Importance')?.toLowerCase();
  if (importance === 'high') return 'High';
  if (importance === 'low') return 'Low';
  if (importance === 'normal') return 'Normal';
  const priority = /^\s*([1-5])/.exec(rawHeader(headers, 'X-Priority') ?? '')?.[1];
  if (priority === '1' || priority === '2') return 'High';
  if (priority === '4' || priority === '5') return 'Low';
  const old = (rawHeader(headers, 'X-MSMail-Priority') ?? rawHeader(headers, 'Priority'))?.toLowerCase();
  if (old === 'high' || old === 'urgent') return 'High';
  return old === 'low' || old === 'non-urgent' ? 'Low' : 'Normal';
}

function sensitivityOf(raw: string | null): Sensitivity {
  switch (raw?.toLowerCase() ?? '') {
    case 'personal':
      return 'Personal';
    case 'private':
      return 'Private';
    case 'company-confidential':
    case 'confidential':
      return 'Confidential';
    default:
      return 'Normal';
  }
}
