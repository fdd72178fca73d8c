/** When two members of groups are the same, and how a target says that it has one by name only. */
import type { ContactGroup, GroupMember } from '../../model/contact.ts';
import { emailKey, plain } from './same-text.ts';

/** Among the other properties of a group that a target gives back. Never in a file of people. */
const NAMED_MEMBER = 'X-GODWIT-NAMED-MEMBER:';
/** Targets shorten names; that much of one says who is meant. */
const NAME_CHARS = 200;

/** A member goes by its UID and by its address, and by its name where it has neither. Never empty. */
export function memberKeys({ uid, address, name }: GroupMember): readonly string[] {
  const keys = [
    uid === '' ? '' : `uid ${plain(uid).toLowerCase()}`,
    address === '' ? '' : `address ${emailKey(address)}`,
  ];
  const known = keys.filter((key) => key !== '');
  return known.length > 0 ? known : [`name ${plain(name).slice(0, NAME_CHARS)}`];
}

/** Says of a group that was read back: this member is no member there, and people read its name in the notes of the group. */
export function namedMemberLine(member: GroupMember): string {
  return `${NAMED_MEMBER}${memberKeys(member)
    .map((key) => encodeURIComponent(key.toWellFormed()))
    .join(' ')}`;
}

export function isNamedMemberLine(line: string): boolean {
  return line.startsWith(NAMED_MEMBER);
}

/** The keys of all members that `namedMemberLine` names. */
export function namedMemberKeys({ others }: ContactGroup): ReadonlySet<string> {
  const lines = others.filter(isNamedMemberLine).map((line) => line.slice(NAMED_MEMBER.length));
  return new Set(lines.flatMap((line) => line.split(' ').map((key) => percentDecoded(key))));
}

/** A key that is not encoded as it should be is that of nobody. */
function percentDecoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch (error) {
    if (error instanceof URIError) return key;
    throw error;
  }
}
