/** The application permissions that a move needs, as Microsoft names them. */
export const ALL_ROLES: readonly string[] = [
  'Mail.ReadWrite',
  'MailboxItem.ImportExport.All',
  'MailboxFolder.ReadWrite.All',
  'MailboxSettings.ReadWrite',
  'Calendars.ReadWrite',
  'Contacts.ReadWrite',
  'Tasks.ReadWrite.All',
  'User.Read.All',
];
