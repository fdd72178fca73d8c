/** Messages inside messages: how deep they go, without decoding what need not be. */
import { bodyOf, type Part, readPart } from './part.ts';

/** MS-OXWSCORE: attachments of attachments go down to ten levels. */
const NESTING_MAX = 10;
const EMBEDDED = Buffer.from('essage/rfc822');

/** Whether there are more levels of messages than Exchange takes. */
export function isNestedTooDeeply(mime: Uint8Array): boolean {
  return mayNestTooDeeply(mime) && nestingOf(readPart(mime)) > NESTING_MAX;
}

/** A glance that only says whether it is worth looking. */
function mayNestTooDeeply(mime: Uint8Array): boolean {
  const bytes = Buffer.from(mime.buffer, mime.byteOffset, mime.length);
  let count = 0;
  for (let at = bytes.indexOf(EMBEDDED); at >= 0 && count <= NESTING_MAX; at = bytes.indexOf(EMBEDDED, at + 1))
    count += 1;
  return count > NESTING_MAX;
}

/** Levels of messages inside messages; counting ends one above the limit. */
function nestingOf(top: Part): number {
  let level: readonly Part[] = [top];
  for (let depth = 0; depth <= NESTING_MAX; depth += 1) {
    const embedded = level.flatMap(embeddedIn);
    if (embedded.length === 0) return depth;
    level = embedded.map((part) => readPart(bodyOf(part)));
  }
  return NESTING_MAX + 1;
}

function embeddedIn(part: Part): readonly Part[] {
  return part.type === 'message/rfc822' ? [part] : part.children.flatMap(embeddedIn);
}
