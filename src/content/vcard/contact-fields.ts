/** What of a contact or group may be lost or differ, in the words of the reports. Losses and differences use the same words. */

/** Each field with what of `Contact` and `ContactGroup` it stands for. */
export const CONTACT_FIELDS = {
  kind: 'whether it is a person or a group',
  'display name': 'displayName',
  name: 'familyName, givenName, middleName, prefix, suffix',
  'phonetic name': 'phoneticFamilyName, phoneticGivenName',
  nicknames: 'nicknames',
  organisation: 'organisation',
  department: 'units',
  'phonetic organisation': 'phoneticOrganisation',
  'job title': 'title',
  profession: 'role',
  'e-mail addresses': 'emails',
  'phone numbers': 'phones',
  'postal addresses': 'addresses',
  'web pages': 'urls',
  'instant messaging': 'messengers',
  birthday: 'birthday',
  anniversary: 'anniversary',
  photo: 'photo',
  notes: 'note',
  categories: 'categories',
  spouse: 'spouse',
  children: 'children',
  'manager of the person': 'manager',
  assistant: 'assistant',
  privacy: 'isPrivate',
  'last change': 'modified',
  identifier: 'uid',
  members: 'members of a group',
  labels: 'types and labels of addresses, numbers and the like, and which of them is preferred',
  'custom fields': 'the properties among others whose name begins with X-',
  'other properties': 'all other properties among others',
} as const satisfies Readonly<Record<string, string>>;

export type ContactField = keyof typeof CONTACT_FIELDS;
