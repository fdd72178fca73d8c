/** Which mail folders may hold notes: Apple's programs, and those that speak with them, call theirs by a word for notes. */
import type { FolderPath } from '../../model/folder.ts';

const NAMES: ReadonlySet<string> = new Set(
  [
    'Notes|Apple Notes|Sticky Notes|Memo|Memos', // English, and French and Catalan for the first
    'Notizen|Notiz|Notas|Notes autoadhesives|Note|Notities|Anteckningar|Noter|Notater|Muistiinpanot',
    'Notatki|Poznámky|Jegyzetek|Notițe|Notiţe|Bilješke|Beleške|Zapiski|Märkmed|Piezīmes|Užrašai|Pastabos|Notlar',
    'Заметки|Нотатки|Примітки|Бележки|Белешке|Нататкі|Σημειώσεις|פתקים|ملاحظات|الملاحظات|یادداشت‌ها',
    'メモ|备忘录|便笺|備忘錄|備忘錄|메모|Ghi chú|โน้ต|Catatan|Nota|नोट्स',
  ]
    .join('|')
    .split('|')
    .map(folded),
);

/**
 * Where the notes of a mail folder lie: beside it, under a path of their own, whatever else the folder holds. So no path
 * ever changes its kind, and notes do not move when the first mail comes between them or the last one leaves. Null for a
 * folder that is no place for notes.
 */
export function notesPathOf(path: FolderPath): FolderPath | null {
  const depth = path.findIndex((name) => NAMES.has(folded(name)));
  return depth < 0 ? null : path.map((name, at) => (at === depth ? `${name} (notes)` : name));
}

function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
