/** Writes XML as text: escaping, and elements from strings. */

/**
 * Text or attribute value. Control characters that XML does not allow become references, as Exchange writes them
 * (`&#x1;`): no strict reader accepts that, and a client must live with it.
 */
export function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly the characters that need a reference
  return text.replace(/[&<>"\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (character) => {
    return NAMED[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element around content that is XML already. Attributes that are null are left out. */
export function xmlElement(name: string, attributes: Attributes, content: string): string {
  const head = `<${name}${writtenAttributes(attributes)}`;
  return content === '' ? `${head}/>` : `${head}>${content}</${name}>`;
}

/** An element around plain text. */
export function xmlText(name: string, text: string | number | boolean, attributes: Attributes = {}): string {
  return `<${name}${writtenAttributes(attributes)}>${typeof text === 'string' ? escapeXml(text) : text}</${name}>`;
}

function writtenAttributes(attributes: Attributes): string {
  let written = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) written += ` ${name}="${escapeXml(String(value))}"`;
  }
  return written;
}
