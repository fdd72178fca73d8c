/** One mailbox beside the table, with the way to its own page. */
import { ActionIcon } from '@mantine/core';
import { useAsk } from '../../asking/ask.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { type MailboxIds, mailboxPath } from '../../parts/paths.ts';
import { sayMailbox, sayMailboxes } from '../../texts/project.ts';
import { MailboxSummary } from '../mailbox/mailbox-summary.tsx';
import styles from './mailboxes-page.module.css';

export function MailboxPane({ ids, onClose }: { readonly ids: MailboxIds; readonly onClose: () => void }) {
  const mailbox = useAsk('getMailbox', { path: ids }, { everyMs: 3000 });
  return (
    <aside className={styles['pane']} aria-labelledby="pane-name">
      <ActionIcon className={styles['close'] ?? ''} aria-label={sayMailboxes('close')} onClick={onClose}>
        <Icon name="cross" />
      </ActionIcon>
      <Awaited of={mailbox} what={sayMailbox('what')}>
        {(answer) => (
          <>
            <h2 id="pane-name" className="foreign">
              {answer.name}
            </h2>
            <PageLink to={mailboxPath(ids)}>{sayMailboxes('open')}</PageLink>
            <MailboxSummary ids={ids} mailbox={answer} />
          </>
        )}
      </Awaited>
    </aside>
  );
}
