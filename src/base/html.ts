/** HTML that cannot be injected into: every value in a template is escaped, unless a template made it. */
import { hash } from 'node:crypto';

export class Html {
  readonly text: string;

  /** Of trusted text only. Everything else goes through the tag `html`. */
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A whole page with a style of its own, that needs no network and no other file. Its policy forbids scripts, frames and
 * requests, so that not even a mistake in a template could let a subject do anything.
 */
export function pageHtml({
  title,
  style,
  main,
  forms = 'none',
}: {
  readonly title: string;
  readonly style: string;
  readonly main: Html;
  readonly forms?: Forms;
}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy(style, forms)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`.text;
}

/** Whether the page may send something, to where it came from. */
export type Forms = 'none' | 'self';

/** What a page with this style may do (CSP level 3): also for the header of an answer. */
export function pagePolicy(style: string, forms: Forms): string {
  return `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action '${forms}'`;
}

type Value = string | number | Html | readonly Html[];

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((text, index) => text + shown(values[index] ?? '')).join(''));
}

function shown(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeHtml(value);
  return value.map(({ text }) => text).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. Control and direction characters show as a box, so that they can do nothing. */
function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}
