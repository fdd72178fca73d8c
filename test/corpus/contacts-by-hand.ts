/** What two dozen programs wrote, checked against the files by eye. */
import { expect } from 'vitest';

/** File, place of the card in it, and what it says. */
export const BY_HAND: readonly (readonly [string, number, object])[] = [
  [
    'ez-vcard/io/text/John_Doe_IPHONE.vcf',
    0,
    {
      displayName: 'Mr. John Richter James Doe Sr.',
      phones: { length: 7, 6: { types: ['assistant'], value: '905-222-1234' } },
      birthday: { year: 2012, month: 6, day: 6 },
      photo: { mediaType: 'image/jpeg' },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_MAC_ADDRESS_BOOK.vcf',
    0,
    {
      phoneticGivenName: 'Jon',
      phoneticFamilyName: 'Dow',
      middleName: 'Richter,James',
      spouse: 'Jenny',
      addresses: { length: 2, 1: { street: 'Street4\nBuilding 6\nFloor 8' } },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_MS_OUTLOOK.vcf',
    0,
    {
      suffix: 'Sr.',
      manager: 'Big Blue',
      assistant: 'Jenny',
      anniversary: { year: 2011, month: 1, day: 13 },
      messengers: [{ value: 'im:johny5@aol.com' }],
    },
  ],
  [
    'ez-vcard/io/text/outlook-2003.vcf',
    0,
    {
      organisation: 'Company, The',
      units: ['TheDepartment'],
      role: 'TheProfession',
      note: expect.stringMatching(/Second line\n\nThird line is empty\n$/),
    },
  ],
  [
    'ez-vcard/io/text/outlook-2007.vcf',
    0,
    { spouse: 'TheSpouse', phones: { 4: { types: ['callback', 'voice'] } }, urls: { length: 2 } },
  ],
  [
    'ez-vcard/io/text/John_Doe_EVOLUTION.vcf',
    0,
    {
      uid: '477343c8e6bf375a9bac1f96a5000837',
      units: ['Accounting', 'Dungeon'],
      spouse: 'Maria',
      manager: 'Big Blue',
      assistant: 'Little Red',
      messengers: [{ types: ['home'], value: 'aim:johnny5@aol.com' }],
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_LOTUS_NOTES.vcf',
    0,
    {
      nicknames: ['Johny,JayJay'],
      emails: { length: 2 },
      birthday: { year: 1980, month: 5, day: 21 },
      photo: { is: 'inline' },
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_GMAIL.vcf',
    0,
    { spouse: 'Jenny', anniversary: { year: 1975, month: 3, day: 1 }, title: 'Money Counter' },
  ],
  [
    'ez-vcard/io/text/gmail-single.vcf',
    0,
    {
      phones: { 1: { label: 'GRAND_CENTRAL', value: '555 555 2222' } },
      urls: [{ label: 'PROFILE', value: 'http://TheProfile.com' }],
      spouse: 'MySpouse',
      anniversary: { year: 1970, month: 6, day: 2 },
      others: ['item6.X-ABRELATEDNAMES:MyCustom', 'item6.X-ABLABEL:CustomRelationship'],
    },
  ],
  [
    'ez-vcard/io/text/John_Doe_BLACK_BERRY.vcf',
    0,
    { displayName: 'John Doe', givenName: 'john', phones: [{ types: ['cell'] }], photo: { is: 'inline' } },
  ],
  [
    'ez-vcard/io/text/John_Doe_ANDROID.vcf',
    4,
    {
      familyName: 'Ñ Ñ',
      givenName: 'Ñ Ñ Ñ',
      emails: { length: 2 },
      phones: { 2: { types: ['fax', 'work'] } },
      photo: { mediaType: 'image/jpeg' },
    },
  ],
  [
    'ez-vcard/io/text/rfc6350-example.vcf',
    0,
    {
      suffix: 'ing. jr, M.Sc.',
      birthday: { year: null, month: 2, day: 3 },
      anniversary: { year: 2009, month: 8, day: 8 },
      phones: [
        { value: '+1-418-656-9254 ext. 102', isPreferred: true },
        { types: ['cell', 'text', 'video', 'voice', 'work'] },
      ],
    },
  ],
  [
    'ez-vcard/io/text/fullcontact.vcf',
    0,
    { organisation: 'Organization1', emails: { length: 5 }, messengers: { length: 7 }, photo: { is: 'link' } },
  ],
  [
    'ez-vcard/io/text/thunderbird-MoreFunctionsForAddressBook-extension.vcf',
    0,
    { spouse: 'TheSpouse', anniversary: { year: 1990, month: 4, day: 30 }, photo: { is: 'inline' } },
  ],
  [
    'aosp-vcard/v21_japanese_2.vcf',
    0,
    {
      familyName: '安藤',
      phoneticFamilyName: 'ｱﾝﾄﾞｳ',
      phoneticGivenName: 'ﾛｲﾄﾞ1',
      addresses: [{ extended: '東京都渋谷区桜丘町26-1セルリアンタワー6階', postalCode: '150-8512' }],
      note: 'メモ',
    },
  ],
  [
    'aosp-vcard/v21_adr_multiple_line.vcf',
    0,
    { addresses: { 1: { street: 'Hermann v. Brevern\n9999999\nPackstation 999', city: 'Hamburg' } } },
  ],
  ['aosp-vcard/v21_winmo_65.vcf', 0, { anniversary: { year: 2009, month: 10, day: 10 } }],
  ['aosp-vcard/v40_sort_as.vcf', 0, { phoneticFamilyName: 'あんどう', phoneticOrganisation: 'ぐーぐる' }],
  [
    'aspose-email-examples/Gmail/contact.vcf',
    0,
    { messengers: { length: 8, 0: { value: 'aim:AIM' } }, urls: { length: 4 } },
  ],
  [
    'contacts2js/test/test-contacts.csv',
    1,
    {
      displayName: 'Aaron Smith',
      emails: { length: 2 },
      addresses: [{ types: ['work'], street: '10 Pleasent Ave', city: 'Bakersfield' }],
    },
  ],
  [
    'google-shared-contacts-client/outlook.csv',
    0,
    { emails: { length: 3 }, phones: { length: 8 }, addresses: { length: 2 } },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/shiftjis_addressbook.csv',
    0,
    { familyName: '名無し', givenName: '権兵衛' },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/utf16_addressbook.csv',
    0,
    { displayName: 'John Doe' },
  ],
  [
    'thunderbird-comm-central/mailnews/import/test/unit/resources/basic_ldif_addressbook.ldif',
    0,
    {
      familyName: 'Last',
      emails: { length: 2 },
      phones: { length: 5 },
      addresses: { length: 2 },
      birthday: { year: 1900, month: 1, day: 2 },
    },
  ],
];
