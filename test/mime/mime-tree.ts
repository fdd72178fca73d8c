/**
 * A message taken apart and put together again the plain way: whole strings, no streams, no limits. It shares nothing with
 * `src/content/`, so that what that room misreads is not misread here too. Strings hold one byte a character.
 */

export interface MimeTree {
  /** Names as written, values unfolded. */
  fields: [name: string, value: string][];
  type: string;
  parameters: Map<string, string>;
  content: MimeContent;
}

export type MimeContent =
  | { readonly is: 'leaf'; bytes: string }
  | { readonly is: 'multipart'; parts: MimeTree[] }
  | { readonly is: 'message'; message: MimeTree }
  /** Kept as it is: what is signed, and what cannot be taken apart with certainty. */
  | { readonly is: 'raw'; text: string };

const DEPTH_MAX = 30;

export function parseMime(raw: string, typeByDefault = 'text/plain', depth = 0): MimeTree {
  const text = depth === 0 ? raw.replace(/^From [^\r\n]*\r?\n/, '') : raw;
  const blank = /^\r?\n/.exec(text) ?? /\r?\n\r?\n/.exec(text);
  const head = blank === null ? text : text.slice(0, blank.index);
  const body = blank === null ? '' : text.slice(blank.index + blank[0].length);
  const lines = head.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  const fields = lines.filter((line) => line !== '').map(fieldOf);
  if (fields.includes(null)) return { ...treeOf([], typeByDefault), content: { is: 'raw', text } };
  const tree = treeOf(
    fields.filter((field) => field !== null),
    typeByDefault,
  );
  tree.content = contentOf(tree, body, depth);
  return tree;
}

export function fieldValue(tree: MimeTree, name: string): string {
  return tree.fields.find(([known]) => known.toLowerCase() === name)?.[1] ?? '';
}

function fieldOf(line: string): [string, string] | null {
  const found = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/s.exec(line);
  return found === null ? null : [found[1] ?? '', found[2] ?? ''];
}

function treeOf(fields: [string, string][], typeByDefault: string): MimeTree {
  const written = fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const type =
    /^\s*([\w.+-]+\/[\w.+-]+)/.exec(written)?.[1]?.toLowerCase() ?? (written === '' ? typeByDefault : 'text/plain');
  const parameters = new Map(
    [...written.matchAll(/;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))/g)].map(([, name = '', quoted, plain]) => [
      name.toLowerCase(),
      quoted ?? plain ?? '',
    ]),
  );
  return { fields, type, parameters, content: { is: 'raw', text: '' } };
}

function contentOf(tree: MimeTree, body: string, depth: number): MimeContent {
  const encoding = fieldValue(tree, 'content-transfer-encoding').trim().toLowerCase();
  const boundary = tree.parameters.get('boundary') ?? '';
  if (tree.type === 'multipart/signed') return { is: 'raw', text: body };
  if (tree.type.startsWith('multipart/')) {
    const parts = boundary === '' || depth > DEPTH_MAX ? null : partsOf(body, boundary);
    if (parts === null) return { is: 'raw', text: body };
    const inner = tree.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    return { is: 'multipart', parts: parts.map((part) => parseMime(part, inner, depth + 1)) };
  }
  if (tree.type === 'message/rfc822' && /^(|7bit|8bit|binary)$/.test(encoding) && depth <= DEPTH_MAX) {
    return { is: 'message', message: parseMime(body, 'text/plain', depth + 1) };
  }
  const bytes = decoded(body, encoding);
  return bytes === null ? { is: 'raw', text: body } : { is: 'leaf', bytes };
}

function partsOf(body: string, boundary: string): string[] | null {
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').trimEnd();
  const pieces = `\n${body}`.split(new RegExp(`\\r?\\n--${escaped}(--)?[ \\t]*(?=\\r?\\n|$)`));
  if (pieces.length < 3) return null;
  const parts: string[] = [];
  for (let at = 2; at < pieces.length; at += 2) {
    if (pieces[at - 1] === '--') break;
    parts.push((pieces[at] ?? '').replace(/^\r?\n/, ''));
  }
  return parts;
}

function decoded(body: string, encoding: string): string | null {
  if (encoding === 'base64') {
    const tight = body.replace(/\s+/g, '');
    return /^[A-Za-z0-9+/]*={0,2}$/.test(tight) ? Buffer.from(tight, 'base64').toString('latin1') : null;
  }
  if (encoding === 'quoted-printable') {
    if (/=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*$)/.test(body)) return null;
    return body
      .replace(/=[ \t]*(?:\r?\n|$)/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return /^(|7bit|8bit|binary)$/.test(encoding) ? body : null;
}
