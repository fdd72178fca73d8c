/** The configuration of a private Dovecot, in the syntax of the installed version: 2.3 and 2.4 share hardly a setting. */

export type DovecotVersion = '2.3' | '2.4';

export interface DovecotSettings {
  /** Holds the sockets, the log and the configuration itself. Short: a socket's path has at most 107 bytes. */
  readonly folder: string;
  readonly mailRoot: string;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly caPem: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Of every user, where there is no file of passwords. */
  readonly password: string;
  /** Lines as `ann@example.com:{PLAIN}secret`: who may sign in, and with what; null lets everybody in with the one password. */
  readonly passwordFile: string | null;
  readonly separator: '/' | '.';
  /** The personal namespace's prefix, `INBOX.` for instance; empty for none. */
  readonly prefix: string;
  readonly format: 'maildir' | 'sdbox';
  readonly quotaMb: number | null;
  readonly listIndex: boolean;
  readonly fsync: 'never' | 'optimized';
  /** Who owns the mail: numbers, since a name may be missing in a small system. */
  readonly mailUid: number;
  readonly mailGid: number;
  /** The account that runs everything where Godwit's tests are not root; null as root, where Dovecot has users of its own. */
  readonly onlyUser: { readonly user: string; readonly group: string } | null;
}

/** The text of dovecot.conf. */
export function dovecotConfig(version: DovecotVersion, settings: DovecotSettings): string {
  const own = version === '2.3' ? settingsOf23(settings) : settingsOf24(settings);
  return `${[...own, ...servicesOf(version, settings)].join('\n')}\n`;
}

/** Stands for a character that a folder name may have and the file system may not: the separator, for one. */
export const ESCAPE_CHARACTER = '^';

function settingsOf23(settings: DovecotSettings): readonly string[] {
  const quota = settings.quotaMb === null ? '' : ' quota';
  return [
    ...settingsOfBoth(settings),
    `ssl_cert = <${settings.certFile}`,
    `ssl_key = <${settings.keyFile}`,
    'disable_plaintext_auth = no',
    'auth_username_format = %u',
    `mail_location = ${settings.format}:~/Maildir:UTF-8`,
    `mail_plugins = listescape${quota}`,
    ...(settings.passwordFile === null
      ? ['passdb {', '  driver = static', `  args = password=${settings.password}`, '}']
      : ['passdb {', '  driver = passwd-file', `  args = username_format=%u ${settings.passwordFile}`, '}']),
    'userdb {',
    '  driver = static',
    `  args = uid=${settings.mailUid} gid=${settings.mailGid} home=${settings.mailRoot}/%u`,
    '}',
    'protocol imap {',
    `  mail_plugins = $mail_plugins imap_zlib${quota === '' ? '' : ' imap_quota'}`,
    '}',
    'plugin {',
    `  listescape_char = "${ESCAPE_CHARACTER}"`,
    ...(settings.quotaMb === null
      ? []
      : ['  quota = count:User quota', '  quota_vsizes = yes', `  quota_rule = *:storage=${settings.quotaMb}M`]),
    '}',
  ];
}

function settingsOf24(settings: DovecotSettings): readonly string[] {
  return [
    'dovecot_config_version = 2.4.0',
    'dovecot_storage_version = 2.4.0',
    ...settingsOfBoth(settings),
    `ssl_server_cert_file = ${settings.certFile}`,
    `ssl_server_key_file = ${settings.keyFile}`,
    'auth_allow_cleartext = yes',
    'auth_username_format = %{user}',
    `mail_driver = ${settings.format}`,
    'mail_path = ~/Maildir',
    'mailbox_list_utf8 = yes',
    `mailbox_list_storage_escape_char = "${ESCAPE_CHARACTER}"`,
    ...(settings.passwordFile === null
      ? ['passdb static {', `  password = ${settings.password}`, '}']
      : ['passdb passwd-file {', `  passwd_file_path = ${settings.passwordFile}`, '}']),
    'userdb static {',
    '  fields {',
    `    uid = ${settings.mailUid}`,
    `    gid = ${settings.mailGid}`,
    `    home = ${settings.mailRoot}/%{user}`,
    '  }',
    '}',
    ...(settings.quotaMb === null
      ? []
      : [
          'mail_plugins {',
          '  quota = yes',
          '}',
          'protocol imap {',
          '  mail_plugins {',
          '    imap_quota = yes',
          '  }',
          '}',
          'quota "User quota" {',
          `  storage_size = ${settings.quotaMb}M`,
          '}',
        ]),
  ];
}

function settingsOfBoth(settings: DovecotSettings): readonly string[] {
  return [
    `base_dir = ${settings.folder}/run`,
    `state_dir = ${settings.folder}/state`,
    `log_path = ${settings.folder}/log`,
    'protocols = imap',
    `mailbox_list_index = ${settings.listIndex ? 'yes' : 'no'}`,
    'listen = 127.0.0.1',
    'ssl = yes',
    'auth_mechanisms = plain login',
    // A test opens and closes hundreds of connections from one address.
    'mail_max_userip_connections = 1000',
    'first_valid_uid = 1',
    'first_valid_gid = 1',
    // Wrong passwords are part of the tests; a real server makes whoever sent one wait, and every later sign-in too.
    'auth_failure_delay = 0',
    `mail_fsync = ${settings.fsync}`,
    'namespace inbox {',
    '  inbox = yes',
    `  separator = ${settings.separator}`,
    `  prefix = ${settings.prefix === '' ? '' : `"${settings.prefix}"`}`,
    '}',
  ];
}

function servicesOf(version: DovecotVersion, settings: DovecotSettings): readonly string[] {
  const only = settings.onlyUser;
  const unchrooted = only === null ? [] : ['  chroot ='];
  return [
    'service anvil {',
    ...unchrooted,
    '  unix_listener anvil-auth-penalty {',
    '    mode = 0',
    '  }',
    '}',
    'service imap-login {',
    ...unchrooted,
    '  inet_listener imap {',
    `    port = ${settings.imapPort}`,
    '  }',
    '  inet_listener imaps {',
    `    port = ${settings.imapsPort}`,
    '    ssl = yes',
    '  }',
    '}',
    'service imap {',
    '  process_limit = 1000',
    '}',
    ...(only === null
      ? []
      : [
          `default_internal_user = ${only.user}`,
          `default_internal_group = ${only.group}`,
          `default_login_user = ${only.user}`,
          'service stats {',
          '  chroot =',
          '}',
          ...(version === '2.3' ? ['service old-stats {', '  chroot =', '}'] : []),
        ]),
  ];
}
