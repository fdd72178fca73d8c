/** Notes as Apple's programs keep them in mail folders. All written for this purpose. */

export interface AppleNote {
  readonly title: string;
  /** HTML of the body. */
  readonly body: string;
  readonly uuid?: string;
}

/** As Notes of macOS writes one: the title is the subject and the first line of the page. */
export function appleNote({ title, body, uuid }: AppleNote): Buffer {
  const subject = /^[\x20-\x7e]*$/.test(title) ? title : `=?utf-8?B?${Buffer.from(title).toString('base64')}?=`;
  const lines = [
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    'X-Uniform-Type-Identifier: com.apple.mail-note',
    'X-Mail-Created-Date: Tue, 5 Mar 2024 08:15:00 +0100',
    'Mime-Version: 1.0 (Mac OS X Notes 4.11)',
    'From: Ann <ann@example.com>',
    'Date: Wed, 6 Mar 2024 10:00:00 +0100',
    `Subject: ${subject}`,
    ...(uuid === undefined ? [] : [`X-Universally-Unique-Identifier: ${uuid}`]),
    `Message-Id: <${uuid ?? 'note'}@example.com>`,
    '',
    `<html><head></head><body style="overflow-wrap: break-word;">${body}</body></html>`,
  ];
  return Buffer.from(lines.join('\r\n'));
}

export function ordinaryMail(subject: string): Buffer {
  return Buffer.from(`From: Bob <bob@example.com>\r\nSubject: ${subject}\r\n\r\nThis is mail.\r\n`);
}
