/** The two forms of one mail, made of the same paragraphs: plain text, and HTML that loads nothing and runs nothing. */
import { Html, html } from '../base/html.ts';
import type { LetterWords, Section } from './letter-words.ts';

/** RFC 5322 §2.1.1: lines of at most 78 characters, since some readers do not wrap. */
const LINE_CHARS_MAX = 76;

export function plainForm({ sections, link, footer }: LetterWords): string {
  const blocks = sections.flatMap(({ heading, paragraphs, isQuoted }) => [
    ...(heading === null ? [] : [`${heading}:`]),
    ...paragraphs.map((paragraph) => wrapped(paragraph, isQuoted ? '| ' : '')),
  ]);
  const links = link === null ? [] : [`${link.label}:\n${link.url}`];
  return `${[...blocks, ...links, '--\u0020', wrapped(footer, '')].join('\n\n').replace('--\u0020\n\n', '-- \n')}\n`;
}

/** Words that are longer than a line, as addresses may be, stay whole. */
function wrapped(paragraph: string, before: string): string {
  return paragraph
    .split('\n')
    .flatMap((line) => linesOf(line, LINE_CHARS_MAX - before.length))
    .map((line) => (before + line).trimEnd())
    .join('\n');
}

function linesOf(line: string, max: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > max) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** Long names break anywhere rather than make the page wider than a telephone. */
const BREAKS = 'word-break:break-word;overflow-wrap:anywhere';

/** Most readers know inline styles alone; those that know more turn the colours around in the dark. */
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#16181d!important}.card{background:#20242b!important;border-color:#343a44!important}
.text{color:#e6e8eb!important}.soft{color:#a5adb8!important}.line{border-color:#343a44!important}
.quote{border-color:#4c5563!important;color:#c9ced6!important}
}`;

/** A table that holds a table: what Outlook, webmail and telephones lay out alike. */
export function htmlForm({ subject, sections, link, footer }: LetterWords): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${new Html(STYLE)}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border:1px solid #dfe3e8;border-radius:8px;table-layout:fixed">
<tr><td style="padding:28px 28px 24px;${FONT};${BREAKS}">
<h1 class="text" style="margin:0 0 18px;font-size:20px;line-height:1.35;font-weight:600;color:#1c2430">${subject}</h1>
${sections.map(sectionHtml)}${link === null ? '' : linkHtml(link)}<p class="soft line" style="margin:24px 0 0;padding-top:16px;border-top:1px solid #dfe3e8;font-size:13px;line-height:1.5;color:#5a6472">${footer}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`.text;
}

function sectionHtml({ heading, paragraphs, isQuoted }: Section): Html {
  const title =
    heading === null
      ? ''
      : html`<h2 class="soft" style="margin:20px 0 6px;font-size:14px;line-height:1.4;font-weight:600;color:#5a6472">${heading}</h2>
`;
  return html`${title}${paragraphs.map(isQuoted ? quoteHtml : paragraphHtml)}`;
}

function paragraphHtml(paragraph: string): Html {
  return html`<p class="text" style="margin:0 0 12px;font-size:15px;line-height:1.55;color:#1c2430">${broken(paragraph)}</p>
`;
}

function quoteHtml(paragraph: string): Html {
  return html`<p class="text quote" style="margin:0 0 10px;padding-left:12px;border-left:3px solid #c8cfd8;font-size:15px;line-height:1.55;color:#333d4b">${broken(paragraph)}</p>
`;
}

/** The line ends are ours: those of a fact are gone by now. */
function broken(paragraph: string): readonly Html[] {
  return paragraph.split('\n').map((line, at) => (at === 0 ? html`${line}` : html`<br>${line}`));
}

function linkHtml({ label, url }: NonNullable<LetterWords['link']>): Html {
  return html`<p style="margin:20px 0 8px"><a href="${url}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1d5fbf;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">${label}</a></p>
<p class="soft" style="margin:0 0 12px;font-size:13px;line-height:1.5;color:#5a6472">${url}</p>
`;
}
