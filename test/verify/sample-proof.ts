/** A proof with everything in it that a report must show, and with names that a careless report would trip over. */
import { instant } from '../../src/base/clock.ts';
import type { Problem } from '../../src/base/problem.ts';
import type { FolderPath } from '../../src/model/folder.ts';
import type { SourceRef } from '../../src/model/item.ts';
import type { EntryState } from '../../src/model/ledger.ts';
import type { FolderProof, MailboxProof, NotedItem, ProofException } from '../../src/verify/mailbox-proof.ts';

export const EVIL = `<script>alert('x')</script>"><img src=x onerror=alert(1)>`;

const NONE: Readonly<Record<EntryState, number>> = {
  seen: 0,
  intended: 0,
  copied: 0,
  verified: 0,
  skipped: 0,
  failed: 0,
  gone: 0,
};

export function sampleFolder(
  source: FolderPath,
  target: FolderPath | null,
  more: Partial<FolderProof> = {},
): FolderProof {
  const items = { ...NONE, verified: 5, failed: 1, ...more.items };
  const bytes = { ...NONE, verified: 5000, failed: 90_000_000, ...more.bytes };
  return {
    source,
    target,
    present: true,
    itemsInTarget: 7,
    itemsOfOthers: 2,
    equalInBytes: 1,
    equalInMeaning: 4,
    provenBefore: 0,
    vanished: 0,
    notes: [{ what: 'read state', items: 2, first: [sampleNoted(source)] }],
    losses: [{ field: 'keyword $Junk', how: 'dropped', why: 'Exchange has none like it', items: 3 }],
    ...more,
    items,
    bytes,
  };
}

function sampleNoted(folder: FolderPath): NotedItem {
  const headers = { from: EVIL, subject: 'Seen since', date: null, messageId: '' };
  const receivedAt = instant(Date.UTC(2019, 2, 4, 5, 6, 7));
  return { folder, ref: '7:12' as SourceRef, receivedAt, headers }; // a ref as IMAP makes it
}

export function sampleException(problem: Problem, more: Partial<ProofException> = {}): ProofException {
  return {
    folder: ['INBOX'],
    ref: '7:4711' as SourceRef, // a ref as IMAP makes it
    receivedAt: instant(Date.UTC(2019, 2, 4, 5, 6, 7)),
    sizeBytes: 90_000_000,
    problem,
    details: [],
    headers: {
      from: 'Ann Example <ann@example.com>',
      subject: 'Holiday',
      date: instant(Date.UTC(2019, 2, 4, 5, 6, 1)),
      messageId: '<a@example.com>',
    },
    ...more,
  };
}

export function sampleProof(exceptions: readonly ProofException[], more: Partial<MailboxProof> = {}): MailboxProof {
  const exceptionCounts: Record<string, number> = {};
  for (const { problem } of exceptions) exceptionCounts[problem.code] = (exceptionCounts[problem.code] ?? 0) + 1;
  return {
    source: 'ann@source.example',
    target: 'ann@target.example',
    scope: 'all',
    startedAt: instant(Date.UTC(2026, 7, 29, 21, 14, 3)),
    endedAt: instant(Date.UTC(2026, 7, 29, 21, 26, 40)),
    grade: exceptions.length === 0 ? 'verified' : 'not-verified',
    folders: [
      sampleFolder(['INBOX'], ['Inbox']),
      sampleFolder(['A.B', EVIL], ['A-B', EVIL]),
      sampleFolder(['Junk'], null),
    ],
    exceptions,
    exceptionCounts,
    exceptionsCount: exceptions.length,
    ...more,
  };
}
