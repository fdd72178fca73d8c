/** An entry of an address book in LDIF as a contact or group: Thunderbird and its ancestors, and what directories export. */
import type { Contact, ContactGroup, GroupMember, Photo } from '../../model/contact.ts';
import type { ContactMapping, MappedColumn } from '../../model/contact-table.ts';
import { contactOfRow } from '../contact-csv/contact-of-row.ts';
import { pictureType } from '../vcard/read-photo.ts';
import { type LdifAttribute, ldifAttributes, textOf } from './ldif-entry.ts';

/** Attributes by target of contact-csv/column-target.ts; the names of RFC 4519, RFC 2798, Mozilla's schema and its older one. */
const BY_TARGET: Readonly<Record<string, string>> = {
  'display name': 'cn commonname displayname',
  'given name': 'givenname',
  'family name': 'sn surname',
  'middle name': 'middlename',
  suffix: 'generationqualifier',
  prefix: 'personaltitle',
  'phonetic given name': 'mozillaphoneticfirstname phoneticgivenname',
  'phonetic family name': 'mozillaphoneticlastname phoneticsn',
  nicknames: 'mozillanickname xmozillanickname',
  organisation: 'o company organizationname',
  departments: 'ou department departmentnumber orgunit organizationalunitname',
  'job title': 'title',
  profession: 'businesscategory',
  manager: 'manager',
  assistant: 'secretary',
  spouse: 'spousename',
  notes: 'description notes',
  categories: 'category categories',
  identifier: 'entryuuid',
  email: 'mail rfc822mailbox mozillasecondemail xmozillasecondemail mailalternateaddress',
  'messenger aim': 'nsaimid nscpaimscreenname',
  'messenger im': 'mozilla_aimscreenname',
  'phone work': 'telephonenumber',
  'phone home': 'homephone',
  'phone fax': 'fax facsimiletelephonenumber',
  'phone pager': 'pager pagerphone pagertelephonenumber',
  'phone cell': 'mobile mobiletelephonenumber cellphone',
  'phone car': 'carphone',
  'phone isdn': 'internationalisdnnumber',
  'phone telex': 'telexnumber',
  'address home street': 'mozillahomestreet homestreet',
  'address home street-2': 'mozillahomestreet2',
  'address home city': 'mozillahomelocalityname',
  'address home region': 'mozillahomestate',
  'address home postal-code': 'mozillahomepostalcode',
  'address home country': 'mozillahomecountryname',
  'address home formatted': 'homepostaladdress',
  'address work street': 'street streetaddress mozillaworkstreet',
  'address work street-2': 'mozillaworkstreet2',
  'address work city': 'l locality localityname',
  'address work region': 'st region stateorprovincename',
  'address work postal-code': 'postalcode zip',
  'address work country': 'c co countryname',
  'address work po-box': 'postofficebox',
  'address work formatted': 'postaladdress registeredaddress',
  'url work': 'mozillaworkurl workurl',
  'url home': 'mozillahomeurl homeurl',
  'birthday year': 'birthyear',
  'birthday month': 'birthmonth',
  'birthday day': 'birthday',
  'anniversary year': 'anniversaryyear',
  'anniversary month': 'anniversarymonth',
  'anniversary day': 'anniversaryday',
  'last change': 'modifytimestamp',
  nothing:
    'dn objectclass mozillausehtmlmail xmozillausehtmlmail changetype createtimestamp initials structuralobjectclass',
};

const TARGETS: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_TARGET).flatMap(([target, names]) => names.split(' ').map((name) => [name, target] as const)),
);
const PHOTOS: ReadonlySet<string> = new Set(['jpegphoto', 'thumbnailphoto', 'photo']);
const MEMBERS: ReadonlySet<string> = new Set(['member', 'uniquemember', 'rfc822mailmember', 'mgrprfc822mailmember']);
const GROUPS = /^(?:groupOf(?:Unique)?Names|mozillaAbList|rfc822MailGroup|mailGroup)$/i;
/** What an LDAP address separates its lines with (RFC 4517 §3.3.28). */
const ADDRESS_LINE = /\s*\$\s*/;

/** Null for an entry that names nobody, as the unit that the others are in. Throws an LdifError for what is no entry. */
export function contactOfLdif(entry: Buffer): Contact | ContactGroup | null {
  const attributes = ldifAttributes(entry);
  const named = [...namesOfDn(attributes), ...attributes].filter(({ name }) => !PHOTOS.has(name) && !MEMBERS.has(name));
  const classes = attributes.filter(({ name }) => name === 'objectclass').map(textOf);
  const isGroup = classes.some((text) => GROUPS.test(text.trim()));
  if (!isGroup && classes.length > 0 && classes.every((text) => NOBODY.test(text.trim()))) return null;
  const mapping: ContactMapping = { ...EMPTY_MAPPING, columns: named.map(columnOf) };
  const contact = contactOfRow(mapping, named.map(cellOf));
  if (contact === null || contact.kind !== 'contact') return contact;
  const photo = photoOf(attributes);
  return isGroup ? groupOf(contact, attributes) : { ...contact, photo: photo ?? contact.photo };
}

/** Entries that others are in. */
const NOBODY = /^(?:top|organization|organizationalUnit|domain|dcObject|country|locality|container)$/i;

const EMPTY_MAPPING: ContactMapping = {
  hasHeadings: true,
  dates: 'month first',
  charset: null,
  delimiter: null,
  columns: [],
};

function columnOf({ name, options, isLink }: LdifAttribute): MappedColumn {
  const heading = options === '' ? name : `${name};${options}`;
  const target = name === 'labeleduri' ? 'url' : (TARGETS.get(name) ?? 'custom');
  // Other languages of a value (RFC 3866), and links, stay below the notes.
  const isPlain = !isLink && (options === '' || options === 'binary');
  return { heading, target: isPlain ? target : 'custom', confidence: 'known' };
}

function cellOf(attribute: LdifAttribute): string {
  const text = textOf(attribute);
  switch (attribute.name) {
    case 'labeleduri':
      return text.trim().split(/\s/)[0] ?? '';
    case 'postaladdress':
    case 'homepostaladdress':
    case 'registeredaddress':
      return text.split(ADDRESS_LINE).join('\n');
    case 'modifytimestamp':
      return momentText(text.trim());
    case 'manager':
    case 'secretary':
      return valueOfDn(text, 'cn') ?? text;
    default:
      return text;
  }
}

/** Seconds since 1970, as Thunderbird writes them, or a generalized time (RFC 4517 §3.3.13). */
function momentText(text: string): string {
  if (/^\d{9,10}$/.test(text)) return `${text}000`;
  return text.replace(/^(\d{8})(\d{4,6}).*$/, '$1T$2Z');
}

/** Name and address that stand in the DN alone. */
function namesOfDn(attributes: readonly LdifAttribute[]): readonly LdifAttribute[] {
  const dn = attributes.find(({ name }) => name === 'dn');
  if (dn === undefined) return [];
  return ['cn', 'mail'].flatMap((name) => {
    const value = attributes.some((attribute) => attribute.name === name) ? undefined : valueOfDn(textOf(dn), name);
    return value === undefined ? [] : [{ ...dn, name, bytes: Buffer.from(value, 'utf8') }];
  });
}

/** One value of a distinguished name (RFC 4514), unescaped. */
function valueOfDn(dn: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[,+;])\\s*${name}\\s*=\\s*("?)((?:\\\\.|[^,+;\\\\])*)\\1`, 'is').exec(dn);
  return found?.[2]?.replace(/\\(.)/gs, '$1').trim();
}

function photoOf(attributes: readonly LdifAttribute[]): Photo | null {
  const attribute = attributes.find(({ name, bytes }) => PHOTOS.has(name) && bytes.length > 0);
  if (attribute === undefined) return null;
  if (attribute.isLink) return { is: 'link', url: textOf(attribute).trim() };
  return { is: 'inline', bytes: attribute.bytes, mediaType: pictureType(attribute.bytes) ?? 'image/jpeg' };
}

function groupOf(contact: Contact, attributes: readonly LdifAttribute[]): ContactGroup {
  const members = attributes.filter(({ name }) => MEMBERS.has(name)).map((attribute) => memberOf(textOf(attribute)));
  const { uid, displayName, note, categories, modified, others } = contact;
  return { kind: 'contact-group', uid, displayName, members, note, categories, modified, others };
}

/** `cn=Jane Doe,mail=jane@example.org`, or an address alone. */
function memberOf(text: string): GroupMember {
  const address = valueOfDn(text, 'mail') ?? (/^\S+@\S+$/.test(text.trim()) ? text.trim() : '');
  return { uid: '', address, name: valueOfDn(text, 'cn') ?? (address === '' ? text.trim() : '') };
}
