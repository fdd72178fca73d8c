/**
 * Does to a message what Exchange does between CreateItem and GetItem, so that a comparison can be tried against it: new
 * boundaries, other encodings, text in UTF-8, fields in another order and folding, X- fields and repeated fields gone.
 */
import { TextDecoder } from 'node:util';
import { fieldValue, type MimeTree, parseMime } from './mime-tree.ts';

/** Changes the message on its way, as a defect would. False when there is nothing in it that could be changed so. */
export type Damage = (tree: MimeTree) => boolean;

/** Null when the damage does not apply. */
export function rebuild(raw: Buffer, damage: Damage = () => true): Buffer | null {
  const tree = parseMime(raw.toString('latin1'));
  if (!damage(tree)) return null;
  return Buffer.from(composed(tree, 1), 'latin1');
}

const SINGLE = /^(from|sender|reply-to|to|cc|bcc|subject|date|message-id|in-reply-to|references)$/i;

function composed(tree: MimeTree, number: number): string {
  const { content } = tree;
  if (content.is === 'raw') return `${keptHead(tree)}${content.text}`;
  const fields = rebuiltFields(tree);
  if (content.is === 'message') {
    return `${fields}Content-Type: message/rfc822${disposition(tree)}\r\n\r\n${composed(content.message, number * 2)}`;
  }
  if (content.is === 'multipart') {
    const boundary = `_00${number}_${tree.type.replace('/', '_')}_rebuilt_`;
    const parts = content.parts.map((part, index) => `--${boundary}\r\n${composed(part, number * 40 + index + 1)}\r\n`);
    const type = `${tree.type}; ${rest(tree)}boundary="${boundary}"`;
    return `${fields}Content-Type: ${type}\r\n\r\n${parts.join('')}--${boundary}--\r\n`;
  }
  return `${fields}${leaf(tree, content.bytes, number)}`;
}

/** A message that is kept as it is keeps its header too, but for its order and folding. */
function keptHead({ fields }: MimeTree): string {
  return fields.length === 0 ? '' : `${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

function rebuiltFields(tree: MimeTree): string {
  const seen = new Set<string>();
  const kept = tree.fields.filter(([name]) => {
    const lower = name.toLowerCase();
    const isRepeated = SINGLE.test(lower) && seen.has(lower);
    seen.add(lower);
    return (
      !isRepeated && !/^(x-(?!priority|msmail-priority)|content-(?!id|description|location)|mime-version)/.test(lower)
    );
  });
  const written = kept.reverse().map(([name, value]) => `${name}: ${refolded(name, value)}\r\n`);
  return `MIME-Version: 1.0\r\n${written.join('')}`;
}

/** Subjects in UTF-8 words, everything else folded at other places. */
function refolded(name: string, value: string): string {
  if (/^subject$/i.test(name) && !/=\?|[\u0080-\u00ff]/.test(value) && value.length > 40) {
    return `=?utf-8?B?${Buffer.from(value.slice(0, 30), 'latin1').toString('base64')}?=\r\n =?utf-8?Q?${quotedWord(value.slice(30))}?=`;
  }
  return value.trim().replace(/(.{60,}?)[ \t]+(?=\S)/g, '$1\r\n ');
}

function quotedWord(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

function leaf(tree: MimeTree, bytes: string, number: number): string {
  const charset = tree.parameters.get('charset') ?? 'us-ascii';
  const utf8 = tree.type.startsWith('text/') ? inUtf8(bytes, charset) : null;
  const end = disposition(tree);
  if (utf8 === null) {
    const type = `${tree.type}${tree.parameters.has('charset') ? `; charset="${charset}"` : ''}`;
    return `Content-Type: ${type}${end}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(bytes)}`;
  }
  const text = utf8.replace(/[ \t]*\r?\n/g, '\r\n');
  const type = `${tree.type}; ${rest(tree)}charset="utf-8"`;
  if (number % 2 === 0)
    return `Content-Type: ${type}${end}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(text)}`;
  return `Content-Type: ${type}${end}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedLines(text)}`;
}

/** Null when the charset is unknown or not that of the bytes: then they are passed on as they are. */
function inUtf8(bytes: string, charset: string): string | null {
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
    const isWrong = /us-ascii|8859-1$/i.test(charset) && /[\u0080-\u009f]|[^\0-\xff]/.test(text);
    return isWrong ? null : Buffer.from(text, 'utf8').toString('latin1');
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function rest(tree: MimeTree): string {
  return [...tree.parameters]
    .filter(([name]) => !/^(charset|boundary|name)$/.test(name))
    .map(([name, value]) => `${name}="${value}"; `)
    .join('');
}

function disposition(tree: MimeTree): string {
  const written = fieldValue(tree, 'content-disposition');
  const name = tree.parameters.get('name');
  const named = name === undefined ? '' : `;\r\n\tname="${name}"`;
  return `${named}${written === '' ? '' : `\r\nContent-Disposition: ${written}`}`;
}

function base64Lines(bytes: string): string {
  return Buffer.from(bytes, 'latin1')
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
}

function quotedLines(text: string): string {
  return text
    .replace(/[^\r\n -<>-~]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    .replace(/[^\r\n]{60,70}(?=[^\r\n=]{3})(?<!=[0-9A-F]?)/g, '$&=\r\n');
}
