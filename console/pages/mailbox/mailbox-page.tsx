/** The page of one mailbox. */
import { useDocumentTitle } from '@mantine/hooks';
import { useAsk } from '../../asking/ask.ts';
import { useMailboxIds } from '../../asking/place.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { projectPath } from '../../parts/paths.ts';
import { sayMailbox } from '../../texts/project.ts';
import { MailboxSummary } from './mailbox-summary.tsx';

export function MailboxPage() {
  const ids = useMailboxIds();
  const mailbox = useAsk('getMailbox', { path: ids }, { everyMs: 3000 });
  useDocumentTitle(`${mailbox.data?.name ?? ''} · Godwit`);
  return (
    <>
      <PageLink to={projectPath(ids, 'mailboxes')}>{sayMailbox('back')}</PageLink>
      <Awaited of={mailbox} what={sayMailbox('what')}>
        {(answer) => (
          <>
            <h2 className="foreign">{answer.name}</h2>
            <MailboxSummary ids={ids} mailbox={answer} />
          </>
        )}
      </Awaited>
    </>
  );
}
