/** Aliases and group lists: what has to be made anew, what is in them that should not be, and whether all are known (C12, R30, P6). Pure. */
import { formatCount } from '../../base/amounts.ts';
import type { CheckResult } from '../../model/check-result.ts';
import type { InventoryList } from '../../model/inventory.ts';
import type { DomainScope, Places } from './domain-scope.ts';
import { type Finding, findingOf, settled, untold } from './finding.ts';
import { loopsIn, loopText } from './loops.ts';

/** Of one alias, as Rackspace sets them. */
const ALIAS_INSIDE_MAX = 50;
const ALIAS_OUTSIDE_MAX = 4;
/** Of one group list; inside the organisation there is no limit. */
const GROUP_OUTSIDE_MAX = 250;

/** Members that cannot get mail, and lists that nobody reads. */
export function judgeMembers({ domain, lists, places, organisation, areAliasesTold }: DomainScope): CheckResult {
  const unread = lists.filter(({ members }) => members === null);
  const empty = lists.filter(({ members }) => members?.length === 0);
  const missing = lists.flatMap((list) =>
    membersOf(list)
      .filter((member) => places.isInside(member) && !places.exists(member))
      .map((member) => `${list.address}: ${member} does not exist`),
  );
  const own = new Set(lists.map(({ address }) => places.plain(address)));
  const nesting = nestingOf(organisation.lists, places);
  const loops = loopsIn(nesting).filter((loop) => loop.some((one) => own.has(one)));
  const nested = lists.flatMap(({ address }) => {
    const inner = nesting.get(places.plain(address)) ?? [];
    return inner.length === 0 ? [] : [`${address} holds ${inner.join(', ')}: what is inside is made first`];
  });
  return settled(
    { id: 'C12.members', title: 'Every member of an alias or list is there' },
    [
      findingOf(
        unread.map(({ address }) => `${address}: nobody told its members`),
        {
          weight: 'warn',
          cause: `The members of ${formatCount(unread.length, 'alias or list', 'aliases and lists')} are not known.`,
          remedy: 'Start the inventory again, or add a table with the members with --csv.',
        },
      ),
      findingOf(missing, {
        weight: 'warn',
        cause: `${formatCount(missing.length, 'member does', 'members do')} not exist in the organisation: no target takes such a member.`,
        remedy: 'Take these members out of their lists, or find out which address was meant.',
      }),
      findingOf(
        empty.map(({ address }) => `${address} has no members`),
        {
          weight: 'warn',
          cause: `${formatCount(empty.length, 'list has', 'lists have')} no members: mail to it reaches nobody.`,
          remedy: 'Delete the empty ones, or say who belongs in them.',
        },
      ),
      findingOf(loops.map(loopText), {
        weight: 'warn',
        cause: `${formatCount(loops.length, 'circle', 'circles')} of lists: each is a member of the next, so that none can be made before the others.`,
        remedy: 'Take one list out of another, so that there is no circle.',
      }),
      untold(areAliasesTold ? [] : [domain], [], 'which aliases there are', 'domain'),
    ],
    nested,
  );
}

/** What stays behind when mailboxes move: every alias and every list has to be made at the target. */
export function judgeLists({ domain, lists, places, areAliasesTold }: DomainScope): CheckResult {
  const aliases = lists.filter(({ is }) => is === 'alias').length;
  const count = `${formatCount(aliases, 'alias', 'aliases')} and ${formatCount(lists.length - aliases, 'group list')}`;
  const outsiders = lists.flatMap((list) => {
    const outside = membersOf(list).filter((member) => !places.isInside(member));
    return outside.length === 0 ? [] : [`${list.address} passes mail on to ${outside.join(', ')}`];
  });
  return settled(
    { id: 'C12.lists', title: 'Nobody loses the mail of an alias or list' },
    [
      tooMany(lists, places),
      findingOf(
        lists.map((list) => becomes(list, places)),
        {
          weight: 'warn',
          cause: `${count} do not move with the mailboxes: mail to them would be refused.`,
          remedy:
            'Make each at the target before the mail goes there, compare its members, and then accept this with --waive "C12.lists=they are made".',
          owner: 'target-admin',
        },
      ),
      findingOf(outsiders, {
        weight: 'warn',
        cause: `${formatCount(outsiders.length, 'of them has', 'of them have')} members outside: the target needs a mail contact for each, and strict receivers refuse mail that is passed on (SPF, DMARC).`,
        remedy: 'Let somebody who may decide it confirm the members outside.',
      }),
      untold(areAliasesTold ? [] : [domain], [], 'which aliases there are', 'domain'),
    ],
    [],
    ['there is neither an alias nor a group list that anybody told'],
  );
}

function tooMany(lists: readonly InventoryList[], places: Places): Finding | null {
  const lines = lists.flatMap((list) => {
    const members = membersOf(list);
    const inside = members.filter((member) => places.isInside(member)).length;
    const outside = members.length - inside;
    const outsideMax = list.is === 'alias' ? ALIAS_OUTSIDE_MAX : GROUP_OUTSIDE_MAX;
    return [
      ...(list.is === 'alias' && inside > ALIAS_INSIDE_MAX
        ? [`${list.address}: ${inside} members inside, up to ${ALIAS_INSIDE_MAX} are allowed`]
        : []),
      ...(outside > outsideMax ? [`${list.address}: ${outside} members outside, up to ${outsideMax} are allowed`] : []),
    ];
  });
  return findingOf(lines, {
    weight: 'warn',
    cause: `${formatCount(lines.length, 'alias or list has', 'aliases or lists have')} more members than Rackspace allows: some may get no mail today.`,
    remedy: 'Compare these members with the control panel before they are made anew.',
  });
}

function becomes({ address, is, members }: InventoryList, { isInside }: Places): string {
  const [member, second] = members ?? [];
  if (is === 'alias' && member !== undefined && second === undefined && isInside(member)) {
    return `${address} is an alias: one more address of ${member}`;
  }
  const size = members === null ? 'members that nobody told' : formatCount(members.length, 'member');
  return `${address} is ${is === 'alias' ? 'an alias' : 'a group list'}: a distribution group with ${size}`;
}

/** No API tells of group lists. */
export function judgeGroups({ domain, lists }: DomainScope): CheckResult {
  const head = { id: 'C12.groups', title: 'The group lists are known' };
  const groups = lists.filter(({ is }) => is === 'group');
  if (groups.length > 0) {
    const count = formatCount(groups.length, 'group list');
    return settled(
      head,
      [],
      [`${count}; who may write to them and the word before the subject stand in the control panel alone`],
    );
  }
  return settled(head, [
    findingOf([`nobody told of group lists in ${domain}, and the admin API does not know them`], {
      weight: 'warn',
      cause: 'Whether there are group lists is not known: mail to one that nobody made at the target would be refused.',
      remedy:
        'Write the group lists of the control panel into a table with the columns "Group List" and "Members", and give it with godwit inventory --csv; where there are none, accept this with --waive "C12.groups=there are none".',
    }),
  ]);
}

function membersOf({ members }: InventoryList): readonly string[] {
  return (members ?? []).filter((member) => member !== '');
}

/** The lists that each list holds. */
function nestingOf(lists: readonly InventoryList[], places: Places): ReadonlyMap<string, readonly string[]> {
  const names = new Set(lists.map(({ address }) => places.plain(address)));
  return new Map(
    lists.map((list) => [
      places.plain(list.address),
      membersOf(list)
        .map((member) => places.plain(member))
        .filter((member) => names.has(member)),
    ]),
  );
}
