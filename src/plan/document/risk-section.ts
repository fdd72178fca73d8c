/** The section of a plan about what may go wrong: what was found, what nobody looked at, and what was accepted. */
import { formatBytes, formatCount, formatNumber } from '../../base/amounts.ts';
import type { Preparation } from '../preparation/prepare.ts';
import { taskTitle } from '../preparation/task-sheet.ts';
import type { CheckFinding, CheckOwner } from './check-findings.ts';
import { list, type Section, table, text } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';

export const OWNER_WORDS: Readonly<Record<CheckOwner, string>> = {
  administrator: 'Administrator',
  'dns-host': 'Whoever keeps the domain’s records',
  'web-host': 'Whoever runs the web site',
  user: 'The user',
  'target-admin': 'Administrator of Exchange',
};

export function riskSection(facts: PlanFacts): Section {
  const { findings, advice, preparation } = facts;
  const open = findings.filter(({ waived }) => waived === null);
  const accepted = findings.filter(({ waived }) => waived !== null);
  return {
    id: 'risks',
    title: 'Risks',
    blocks: [
      ...list([...unknowns(facts), ...advice.remarks]),
      ...table(
        'What the checks found',
        ['Check', 'Weight', 'What is wrong', 'What to do', 'Who'],
        [...open.filter(isBlock), ...open.filter((one) => !isBlock(one))].map(findingRow),
      ),
      ...table(
        'Accepted by decision',
        ['Check', 'What is wrong', 'Accepted because'],
        accepted.map(({ domain, id, cause, waived }) => [`${domain} ${id}`, cause, waived ?? '']),
      ),
      ...table(
        'Mailboxes that are full: new mail to them is refused for good',
        ['Mailbox', '#Used', '#Of'],
        advice.storage
          .filter(({ isFull }) => isFull)
          .map(({ address, bytesUsed, bytesMax }) => [address, formatBytes(bytesUsed), formatBytes(bytesMax)]),
      ),
      ...table('People who are not prepared', ['Open', '#People', 'Who'], unpreparedRows(preparation)),
      text(
        'Should the program, a server or the line fail in the middle, the same command goes on where it ended; nothing is lost ' +
          'and nothing is there twice.',
      ),
    ],
  };
}

/** Those with the same open tasks are one row. */
function unpreparedRows({ people }: Preparation): readonly (readonly string[])[] {
  const unprepared = people.filter(({ isPrepared }) => !isPrepared);
  const byTasks = Map.groupBy(unprepared, ({ tasks }) =>
    tasks
      .filter(({ state, isRequired }) => state.is === 'open' && isRequired)
      .map(taskTitle)
      .join('; '),
  );
  return [...byTasks].map(([open, of]) => [
    open,
    formatNumber(of.length),
    of.map(({ person }) => person.address).join(', '),
  ]);
}

function isBlock({ verdict }: CheckFinding): boolean {
  return verdict === 'block';
}

function findingRow({ domain, id, verdict, cause, remedy, owner }: CheckFinding): readonly string[] {
  return [`${domain} ${id}`, verdict === 'block' ? 'blocks' : 'warning', cause, remedy, OWNER_WORDS[owner]];
}

/** What nobody looked at is a risk of its own. */
function unknowns({ inventory, moving, surveys, checkedDomains, estimate }: PlanFacts): readonly string[] {
  const domains = new Set(moving.map(({ address }) => address.split('@').at(-1) ?? ''));
  const unchecked = [...domains].filter((domain) => !checkedDomains.includes(domain)).sort();
  const unseen = moving.filter(({ address }) => !surveys.has(address)).length;
  return [
    ...(inventory === null
      ? ['There is no inventory: aliases, lists, forwarding and sizes are not known. Take one: godwit inventory …']
      : []),
    ...(inventory !== null && inventory.exceptions.length > 0
      ? [`The inventory has gaps: ${formatCount(inventory.exceptions.length, 'thing')} could not be read.`]
      : []),
    ...(unchecked.length > 0
      ? [
          `Nobody checked ${unchecked.join(', ')}: records, web servers and mailboxes may not be ready. Run: godwit check …`,
        ]
      : []),
    ...(unseen > 0
      ? [`${formatCount(unseen, 'mailbox was', 'mailboxes were')} not surveyed: what is in there is not known yet.`]
      : []),
    ...(estimate.learntFrom === 0
      ? [
          'Nothing was measured yet at this target: the forecast rests on published figures, and the trial will narrow it.',
        ]
      : []),
  ];
}
