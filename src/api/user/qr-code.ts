/** A QR code as a picture inside a page, which needs no request for it. */
import newCode from 'qrcode-generator';
import { Html } from '../../base/html.ts';

/** Of blank modules around it, as readers need them (ISO/IEC 18004 §7). */
const QUIET = 4;

/** Throws for a text that is longer than the largest code holds; an address is far shorter. */
export function qrCode(text: string, title: string): Html {
  const code = newCode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const dark: string[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) dark.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`);
    }
  }
  const side = count + 2 * QUIET;
  // The title is one of ours, and the rest are numbers.
  return new Html(
    `<svg class="qr" role="img" aria-label="${title}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${dark.join('')}"/></svg>`,
  );
}
