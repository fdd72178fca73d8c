/** Files that hang on sample mail: small, valid, and made here. */
import { crc32, deflateSync } from 'node:zlib';
import type { Random } from '../../src/base/random.ts';
import type { Enclosure } from './letter.ts';

/** One page with these lines on it. */
export function pdf(name: string, lines: readonly string[]): Enclosure {
  const text = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n');
  const stream = `BT /F1 12 Tf 72 760 Td 16 TL\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return { name, type: 'application/pdf', bytes: Buffer.from(body + table + trailer, 'latin1') };
}

/** A picture of coloured stripes with some noise, so that it does not compress away. */
export function png(name: string, width: number, height: number, random: Random): Enclosure {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + 3 * width);
    for (let x = 0; x < width; x += 1) {
      const noise = random.int(24);
      row[1 + 3 * x] = (40 + ((x * 3) % 160) + noise) & 255;
      row[2 + 3 * x] = (80 + ((y * 2) % 120) + noise) & 255;
      row[3 + 3 * x] = (150 + noise) & 255;
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return { name, type: 'image/png', bytes: Buffer.concat([signature, ...chunks]) };
}

/** Rows of a table, as accounting programs export them. */
export function csv(name: string, rows: readonly (readonly (string | number)[])[]): Enclosure {
  return { name, type: 'text/csv', bytes: Buffer.from(`${rows.map((row) => row.join(';')).join('\r\n')}\r\n`) };
}

/** Bytes that no compression makes smaller: stands for films and archives. */
export function film(name: string, bytesCount: number, random: Random): Enclosure {
  const bytes = Buffer.alloc(bytesCount);
  bytes.write('\0\0\0\x18ftypmp42', 0, 'latin1');
  for (let at = 24; at < bytesCount; at += 1) bytes[at] = random.int(256);
  return { name, type: 'video/mp4', bytes };
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
