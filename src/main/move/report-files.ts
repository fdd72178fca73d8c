/** Writes the reports of a verification into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../base/problem.ts';
import type { MoveReport } from '../../cli/move-report.ts';
import type { Report } from '../../model/report.ts';
import { exceptionsCsv, foldersCsv } from '../../verify/report-csv.ts';
import { reportHtml } from '../../verify/report-html.ts';
import { reportJson } from '../../verify/report-json.ts';

/** Reports hold subjects and senders: only their owner may read them. Throws usage.invalid for a folder that cannot be written. */
export async function writeReports(folder: string, report: Report): Promise<NonNullable<MoveReport['reports']>> {
  const files = {
    html: join(folder, 'report.html'),
    json: join(folder, 'report.json'),
    csv: join(folder, 'exceptions.csv'),
  };
  const texts: readonly (readonly [string, string])[] = [
    [files.html, reportHtml(report)],
    [files.json, reportJson(report)],
    [files.csv, exceptionsCsv(report)],
    [join(folder, 'folders.csv'), foldersCsv(report)],
  ];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [path, text] of texts) await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const what = `The report could not be written into ${folder}: ${error.message}.`;
    throw new Failure(
      'usage.invalid',
      { what, how: 'Name a folder of yours with --report and run verify.' },
      { cause: error },
    );
  }
  return files;
}
