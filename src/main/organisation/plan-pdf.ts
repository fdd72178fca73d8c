/** A plan on paper: the same sections as on the page. Its letters are those of Latin, Greek and Cyrillic scripts. */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake, { type Content, type TableCell, type Style as TextStyle } from 'pdfmake';
import { unreachable } from '../../base/assert.ts';
import type { Block, PlanDocument, SectionChange, Table } from '../../plan/document/plan-document.ts';

/** Gives a PDF of version 1.3 with bookmarks for its sections. `madeAt` is what it says of its own making. */
export async function planPdf(plan: PlanDocument, madeAt: Date): Promise<Buffer> {
  pdfmake.setFonts(fonts());
  // Nothing that stands in a plan may make the program open a file or a page.
  const isFont = new Set(Object.values(fonts().Roboto));
  pdfmake.setLocalAccessPolicy((path) => isFont.has(path));
  pdfmake.setUrlAccessPolicy(() => false);
  const { title, version, madeOn, sections, changes } = plan;
  const pdf = pdfmake.createPdf({
    info: { title: `${title}, version ${version}`, creator: 'Godwit', producer: 'Godwit', creationDate: madeAt },
    language: 'en',
    pageSize: 'A4',
    pageMargins: [48, 54, 48, 54],
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.2 },
    styles: STYLES,
    footer: (page: number, pages: number): Content => ({
      text: `${title}, version ${version} · page ${page} of ${pages}`,
      style: 'small',
      alignment: 'center',
      margin: [0, 20, 0, 0],
    }),
    content: [
      { text: title, style: 'title' },
      { text: `Version ${version}, made on ${madeOn}`, style: 'small', margin: [0, 0, 0, 10] },
      ...changesContent(version, changes),
      ...sections.flatMap((section): readonly Content[] => [
        { text: section.title, style: 'heading', outline: true },
        ...section.blocks.map(blockContent),
      ]),
      ...signatureContent(version),
    ],
  });
  return await pdf.getBuffer();
}

type FontStyle = 'normal' | 'bold' | 'italics' | 'bolditalics';

/** The files that come with the package. */
function fonts(): { readonly Roboto: Record<FontStyle, string> } & Record<string, Record<FontStyle, string>> {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfmake/fonts/Roboto.js'));
  const file = (style: string): string => join(folder, 'Roboto', `Roboto-${style}.ttf`);
  const Roboto = {
    normal: file('Regular'),
    bold: file('Medium'),
    italics: file('Italic'),
    bolditalics: file('MediumItalic'),
  };
  return { Roboto };
}

const STYLES: Record<string, TextStyle> = {
  title: { fontSize: 20, bold: true, margin: [0, 0, 0, 4] },
  heading: { fontSize: 13, bold: true, margin: [0, 14, 0, 4] },
  small: { fontSize: 8, color: '#55615d' },
  caption: { bold: true, margin: [0, 6, 0, 2] },
  cell: { fontSize: 8 },
};

function changesContent(version: number, changes: readonly SectionChange[]): readonly Content[] {
  if (changes.length === 0) return [];
  return [
    { text: `What changed since version ${version - 1}`, style: 'heading', outline: true },
    ...changes.flatMap(({ title, gone, added }): readonly Content[] => [
      { text: title, style: 'caption' },
      {
        ul: [
          ...gone.map((line) => ({ text: `No longer: ${line}`, color: '#55615d' })),
          ...added.map((line) => ({ text: `New: ${line}` })),
        ],
      },
    ]),
  ];
}

function blockContent(block: Block): Content {
  switch (block.is) {
    case 'text':
      return { text: block.text, margin: [0, 0, 0, 4] };
    case 'list':
      return { ul: [...block.items], margin: [0, 0, 0, 4] };
    case 'table':
      return tableContent(block);
    default:
      return unreachable(block);
  }
}

/** Some forty pages of one table; a longer one nobody reads on paper, and setting it takes memory for each cell. */
const ROWS_MAX = 2000;

function tableContent({ caption, columns, rows }: Table): Content {
  const cell = (text: string, at: number): TableCell => ({
    text,
    style: 'cell',
    alignment: columns[at]?.isNumber === true ? 'right' : 'left',
  });
  return {
    stack: [
      { text: caption, style: 'caption' },
      {
        layout: 'lightHorizontalLines',
        table: {
          headerRows: 1,
          widths: columns.map(({ isNumber }) => (isNumber ? 'auto' : '*')),
          body: [
            columns.map(({ title }, at) => ({
              text: title,
              style: 'cell',
              bold: true,
              alignment: alignmentOf(columns, at),
            })),
            ...rows.slice(0, ROWS_MAX).map((cells) => cells.map(cell)),
          ],
        },
      },
      ...(rows.length > ROWS_MAX ? [`And ${rows.length - ROWS_MAX} more, which the page and the document have.`] : []),
    ],
    margin: [0, 0, 0, 6],
  };
}

function alignmentOf(columns: Table['columns'], at: number): 'left' | 'right' {
  return columns[at]?.isNumber === true ? 'right' : 'left';
}

function signatureContent(version: number): readonly Content[] {
  const line = { canvas: [{ type: 'line' as const, x1: 0, y1: 0, x2: 240, y2: 0, lineWidth: 0.5 }] };
  return [
    {
      unbreakable: true,
      stack: [
        { text: 'Confirmation', style: 'heading', outline: true },
        { text: `I have read version ${version} of this plan and understand it.`, margin: [0, 0, 0, 24] },
        line,
        { text: 'Name, day, signature', style: 'small' },
      ],
    },
  ];
}
