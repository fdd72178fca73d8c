/** MIME made of an item stream, as simply as can be: so that tests can say whether the stream means what the message meant. */
import type { AttachmentTree, MessageTree, Property, PropertyValue } from '../../src/wire/fast-transfer/property.ts';
import type { Bytes } from '../../src/wire/request-body.ts';

export async function bytesOf(bytes: Bytes): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes.open()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The value of a numbered property; null where there is none. */
export function valueOf(properties: readonly Property[], id: number): PropertyValue['value'] | null {
  return properties.find(({ name }) => name.is === 'tag' && name.id === id)?.value.value ?? null;
}

const textOf = (properties: readonly Property[], id: number): string => {
  const value = valueOf(properties, id);
  return typeof value === 'string' ? value : '';
};

const numberOf = (properties: readonly Property[], id: number): number | null => {
  const value = valueOf(properties, id);
  return typeof value === 'number' ? value : null;
};

const encoded = (words: string): string =>
  /^[ -~]*$/.test(words) ? words : `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
const mailbox = (name: string, address: string): string => `"${encoded(name.replace(/["\\]/g, ''))}" <${address}>`;

export async function mimeOfTree(tree: MessageTree): Promise<Buffer> {
  const { properties, attachments } = tree;
  const head = headOf(tree);
  const [whole] = attachments;
  if (/multipart\/signed/i.test(whole === undefined ? '' : textOf(whole.properties, 0x370e)) && whole !== undefined) {
    return Buffer.concat([Buffer.from(head), await contentOf(whole)]);
  }
  const html = valueOf(properties, 0x1013);
  const body =
    html === null
      ? part('text/plain; charset=utf-8', Buffer.from(textOf(properties, 0x1000)))
      : part('text/html; charset=utf-8', await bytesOf(html as Bytes)); // the property is binary
  const parts: Buffer[] = [body];
  for (const one of attachments) parts.push(await attachmentPart(one));
  const boundary = 'b'.repeat(20) + String(parts.reduce((sum, one) => sum + one.length, 0));
  const joined = parts.flatMap((one) => [Buffer.from(`--${boundary}\r\n`), one, Buffer.from('\r\n')]);
  const type = `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head + type), ...joined, Buffer.from(`--${boundary}--\r\n`)]);
}

function headOf({ properties, recipients }: MessageTree): string {
  const lines: string[] = [];
  const add = (name: string, value: string): void => {
    if (value !== '') lines.push(`${name}: ${value}\r\n`);
  };
  const address = textOf(properties, 0x0065);
  const sender = textOf(properties, 0x0c1f);
  if (address !== '') add('From', mailbox(textOf(properties, 0x0042), address));
  if (sender !== '' && sender !== address) add('Sender', mailbox(textOf(properties, 0x0c1a), sender));
  for (const [kind, name] of [
    [1, 'To'],
    [2, 'Cc'],
    [3, 'Bcc'],
  ] as const) {
    const some = recipients.filter((one) => numberOf(one, 0x0c15) === kind);
    add(name, some.map((one) => mailbox(textOf(one, 0x3001), textOf(one, 0x39fe))).join(', '));
  }
  const sent = numberOf(properties, 0x0039);
  if (sent !== null) add('Date', new Date(sent).toUTCString().replace('GMT', '+0000'));
  add('Subject', encoded(textOf(properties, 0x0037)));
  add('Message-ID', textOf(properties, 0x1035));
  add('In-Reply-To', textOf(properties, 0x1042));
  add('References', textOf(properties, 0x1039));
  const importance = numberOf(properties, 0x0017);
  if (importance !== null && importance !== 1) add('Importance', importance === 2 ? 'high' : 'low');
  const replies = valueOf(properties, 0x004f);
  if (replies !== null) add('Reply-To', addressesIn(replies as Bytes)); // the property is binary
  return lines.join('');
}

/** Entries of one-off addresses: the third of their strings is the address. */
function addressesIn(entries: Bytes): string {
  const bytes = Buffer.concat([...(entries.open() as Iterable<Uint8Array>)]); // it is held
  const found: string[] = [];
  for (let at = 8; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const [name = '', , address = ''] = bytes.toString('utf16le', at + 4 + 24, at + 4 + length).split('\0');
    found.push(mailbox(name, address));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found.join(', ');
}

async function attachmentPart({ properties, embedded }: AttachmentTree): Promise<Buffer> {
  if (embedded !== null) {
    const head = `Content-Type: message/rfc822\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), await mimeOfTree(embedded)]);
  }
  const name = encoded(textOf(properties, 0x3707)).replaceAll('"', "'");
  const charset = textOf(properties, 0x371b);
  const type = `${textOf(properties, 0x370e)}${charset === '' ? '' : `; charset="${charset}"`}`;
  const id = textOf(properties, 0x3712);
  const extra = `Content-Disposition: attachment; filename="${name}"\r\n${id === '' ? '' : `Content-ID: <${id}>\r\n`}`;
  return part(type, await contentOf({ properties, embedded }), extra);
}

async function contentOf({ properties }: AttachmentTree): Promise<Buffer> {
  return await bytesOf(valueOf(properties, 0x3701) as Bytes); // every file has its content
}

function part(type: string, content: Buffer, extra = ''): Buffer {
  const body = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(`Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n${extra}\r\n${body}`);
}
