/** How one mailbox stands: state, acts, what stops it, and its numbers. */
import type { Answer, Asked } from '../../../src/client/client.ts';
import { useAct } from '../../asking/ask.ts';
import { ActButton, type Action } from '../../parts/act-button.tsx';
import type { MailboxIds } from '../../parts/paths.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Progress } from '../../parts/progress.tsx';
import { MailboxBadge } from '../../parts/state-badge.tsx';
import { bytesText, countText, momentText } from '../../texts/numbers.ts';
import { sayMailbox } from '../../texts/project.ts';
import styles from './mailbox-summary.module.css';

export interface MailboxSummaryProps {
  readonly ids: MailboxIds;
  readonly mailbox: Answer<'getMailbox'>;
}

/** What takes a mailbox out of the move: its name has to be typed. */
const DANGEROUS: readonly string[] = ['cancel', 'roll-back', 'end-return', 'release'];

export function MailboxSummary({ ids, mailbox }: MailboxSummaryProps) {
  const { state, problem, waiting, progress, total } = mailbox;
  return (
    <div className={styles['summary']}>
      <div>
        <MailboxBadge state={state} />
      </div>
      {problem === null ? null : <ProblemBox cause={problem.cause} remedy={problem.remedy} />}
      {waiting === null ? null : (
        <p>{sayMailbox('waiting', { at: momentText(waiting.until), because: waiting.because })}</p>
      )}
      <Progress progress={progress} total={total} />
      <Numbers progress={progress} />
      <Sides mailbox={mailbox} />
      <MailboxActs ids={ids} mailbox={mailbox} />
    </div>
  );
}

function Numbers({ progress }: Pick<Answer<'getMailbox'>, 'progress'>) {
  const rows = [
    ['found', progress.itemsFound, progress.bytesFound],
    ['copied', progress.itemsCopied, progress.bytesCopied],
    ['verified', progress.itemsVerified, progress.bytesVerified],
    ['failed', progress.itemsFailed, progress.bytesFailed],
  ] as const;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{sayMailbox('items')}</th>
          <th scope="col" className="number">
            {sayMailbox('count')}
          </th>
          <th scope="col" className="number">
            {sayMailbox('size')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([word, items, bytes]) => (
          <tr key={word}>
            <th scope="row">{sayMailbox(word)}</th>
            <td className="number">{countText(items)}</td>
            <td className="number">{bytesText(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sides({ mailbox: { sources, target } }: Pick<MailboxSummaryProps, 'mailbox'>) {
  return (
    <dl className={styles['sides']}>
      <dt>{sayMailbox('source')}</dt>
      {sources.map(({ address, user }) => (
        <dd key={`${address} ${user ?? ''}`} className="foreign">
          {address} {user}
        </dd>
      ))}
      <dt>{sayMailbox('target')}</dt>
      <dd className="foreign">
        {target.address} {target.user}
      </dd>
    </dl>
  );
}

function MailboxActs({ ids, mailbox }: MailboxSummaryProps) {
  const act = useAct('actOnMailbox');
  const button = (action: Action) => (
    <ActButton
      key={action.name}
      action={action}
      isBusy={act.isPending && act.variables.body.act === action.name}
      typed={DANGEROUS.includes(action.name) ? mailbox.name : null}
      onAct={(reason) => act.mutate({ path: ids, body: { act: nameOf(action), reason } })}
    />
  );
  const refused = mailbox.actions.filter(({ allowed }) => !allowed);
  return (
    <div>
      {act.error === null ? null : <ProblemNote error={act.error} />}
      <div className={styles['acts']}>{mailbox.actions.filter(({ allowed }) => allowed).map(button)}</div>
      {refused.length === 0 ? null : (
        <details className={styles['refused']}>
          <summary>{sayMailbox('refused', { count: countText(refused.length) })}</summary>
          <div className={styles['acts']}>{refused.map(button)}</div>
        </details>
      )}
    </div>
  );
}

function nameOf({ name }: Action): Asked<'actOnMailbox'>['body']['act'] {
  return name as Asked<'actOnMailbox'>['body']['act']; // the service names its own acts
}
