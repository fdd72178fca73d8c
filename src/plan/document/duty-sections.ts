/** The sections of a plan about what people do: who does what, how the move is taken back, and when it is done. */
import { formatCount } from '../../base/amounts.ts';
import { list, type Section, table, text } from './plan-document.ts';
import type { PlanFacts } from './plan-facts.ts';
import { OWNER_WORDS } from './risk-section.ts';

export function dutiesSection(facts: PlanFacts): Section {
  const { findings, organisation } = facts;
  const open = findings.filter(({ waived }) => waived === null);
  return {
    id: 'duties',
    title: 'Who does what, and when',
    blocks: [
      ...table('By person', ['Who', 'Before the move', 'On the day', 'Afterwards'], dutyRows(facts)),
      ...table(
        'What the checks ask for, by who can do it',
        ['Who', 'What', 'Check'],
        open
          .toSorted((one, other) => OWNER_WORDS[one.owner].localeCompare(OWNER_WORDS[other.owner]))
          .map(({ owner, remedy, domain, id }) => [OWNER_WORDS[owner], remedy, `${domain} ${id}`]),
      ),
      text(`Questions go to ${organisation.contact ?? 'the administrator'}.`),
    ],
  };
}

function dutyRows({ organisation, preparation, moving }: PlanFacts): readonly (readonly string[])[] {
  const isNonStop = organisation.calendar.way === 'non-stop';
  const unprepared = preparation.people.length - preparation.preparedCount;
  return [
    [
      'Administrator',
      'Reads this plan and confirms it by name and version; names the day; agrees to forwarding outside; makes aliases and groups in Exchange; hands out the task sheets (godwit prepare)',
      'Can be reached at an address outside the domain',
      'Hands out new passwords; follows who has confirmed; gives the old licences back at the end',
    ],
    [
      `Everybody who moves (${formatCount(moving.length, 'mailbox', 'mailboxes')})`,
      `Does the tasks of the own sheet${unprepared > 0 ? `; open with ${formatCount(unprepared, 'person', 'people')}` : ''}`,
      isNonStop ? 'Works on' : 'Does not get to the mail',
      'Signs in, compares folders and counts with the sheet, sets up every program and telephone, confirms or says what is missing',
    ],
    [
      'Whoever keeps the domain’s records',
      'Sets the Autodiscover record and short times to live',
      'Changes MX, SPF, DKIM and Autodiscover when told',
      'Sets the times to live back; removes what names the old service once the hold is over',
    ],
    [
      'Administrator of Exchange',
      'Creates the mailboxes, large enough, with the right to write to them for the account of the move; raises the limit for messages where the plan names some that are too large',
      'Can be reached',
      'Takes the right away again',
    ],
    [
      'Migrations team',
      'Checks, surveys, makes the trial, copies',
      'Copies what changed, switches with the keeper of the records, proves',
      'Fetches late mail until the hold is over; hands over the report',
    ],
  ];
}

export function rollBackSection({ organisation }: PlanFacts): Section {
  const isNonStop = organisation.calendar.way === 'non-stop';
  return {
    id: 'roll-back',
    title: 'If it has to be taken back',
    blocks: [
      text(
        'The old mailboxes are never changed and never emptied, so until the licences are given back the way back is open.',
      ),
      ...list([
        'Set MX and Autodiscover back to the old values; they are in the evidence of the checks. With a time to live of an hour, mail arrives at the old place again after an hour.',
        isNonStop
          ? 'People go on in the old mailboxes, whose passwords were not changed.'
          : 'Open the old mailboxes again; whoever got a temporary password gets a new one.',
        'What arrived in the new mailboxes meanwhile is copied back with an export of the new mailbox, or by forwarding; it is read before anything is switched off.',
        'The new mailboxes stay as they are. A later run goes on from there: nothing is copied twice.',
      ]),
    ],
  };
}

export function acceptanceSection({ moving }: PlanFacts): Section {
  return {
    id: 'acceptance',
    title: 'When it is done',
    blocks: [
      text('The move is done when all of this holds:'),
      ...list([
        `Each of the ${formatCount(moving.length, 'mailbox', 'mailboxes')} has a report in which every item is proven, or is an exception that somebody accepted by name.`,
        'The counts of folders and items agree on both sides, and another run has nothing left to copy.',
        'Mail sent from outside to every address, alias and list arrives in the new mailboxes.',
        'Everybody has signed in and confirmed that everything is there, or was waived with a reason.',
        'No program signs in at the old service any more.',
        'The hold is over, a last copy of the old mailboxes was kept (godwit copy --target archive:FOLDER), and the licences were given back.',
      ]),
    ],
  };
}
