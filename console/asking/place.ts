/** Which thing a page is about, as its address says. */
import { useParams } from '@tanstack/react-router';
import type { MailboxIds, ProjectIds } from '../parts/paths.ts';

export function useProjectIds(): ProjectIds {
  const { organisation = '', project = '' } = useParams({ strict: false });
  return { organisation, project };
}

export function useMailboxIds(): MailboxIds {
  const { organisation = '', project = '', mailbox = '' } = useParams({ strict: false });
  return { organisation, project, mailbox };
}
