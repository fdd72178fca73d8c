/** The rules about text, for every file of the repository: code, scripts and pages. */
import { isTest, roomOf, type SourceFile } from '../rooms/imports.ts';
import { lineAt } from './syntax.ts';

/** A `TODO` that nobody owns, and any `FIXME`. */
export function looseEnds(file: SourceFile): readonly string[] {
  if (file.path.startsWith('test/tidy') || file.path.endsWith('.md')) return [];
  return [...file.text.matchAll(/\b(FIXME|TODO)\b(\([^)\s][^)]*\):)?/g)].flatMap((match) => {
    const at = `${file.path}:${lineAt(file.text, match.index)}`;
    if (match[1] === 'FIXME') return `${at}: a FIXME does not land; fix it, or write a TODO(…) that names what ends it`;
    return match[2] === undefined ? `${at}: a TODO needs a name of what ends it: TODO(name): …` : [];
  });
}

const MACHINE_PATH = /(?<![\w.:/~-])\/(?:work|root|tmp|Users\/\w+|home\/\w+)(?![\w-])/g;

/** Paths that exist on one machine only. */
export function machinePaths(file: SourceFile): readonly string[] {
  if (file.path.startsWith('test/tidy')) return [];
  return [...file.text.matchAll(MACHINE_PATH)].map(
    (match) =>
      `${file.path}:${lineAt(file.text, match.index)}: ${match[0]} is there on one machine only; use os.tmpdir() or a path from the root`,
  );
}

/** A file of the product that does not say first what it is for. */
export function silentFiles(file: SourceFile): readonly string[] {
  const belongs = /\.tsx?$/.test(file.path) && roomOf(file.path) !== null && !isTest(file.path);
  if (!belongs || /^(#!.*\n)?(\/\*\*|\/\/) ?\S?/.test(file.text)) return [];
  return [`${file.path}: does not begin with a comment that says what the file is for`];
}
