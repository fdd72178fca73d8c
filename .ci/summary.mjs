/**
 * The last lines of a run: what failed and what was skipped, by name, and the count on a line of its own. Takes Vitest's
 * JSON report, its exit code, and the names of other checks that failed. Exits with 0 only if all is well and something was run.
 */
import { existsSync, readFileSync } from 'node:fs';

const [file = '', exitCode = '', ...checks] = process.argv.slice(2);
process.exitCode = summarise(file, Number(exitCode), checks);

function summarise(path, code, failedChecks) {
  if (!existsSync(path)) {
    console.log(`The tests ended without a report.\n0 passed, ${1 + failedChecks.length} failed`);
    return 1;
  }
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  const tests = testResults.flatMap((suite) => suite.assertionResults);
  const named = (status) => tests.filter((test) => test.status === status);
  // A file that cannot be loaded fails without having a test.
  const broken = testResults.filter((suite) => suite.status === 'failed' && !suite.assertionResults.some(isFailed));
  for (const check of failedChecks) console.log(`failed: the check of ${check}`);
  for (const test of named('failed')) console.log(`failed: ${test.fullName}`);
  for (const suite of broken) console.log(`failed to load: ${suite.name}\n  ${suite.message.split('\n')[0]}`);
  for (const test of tests.filter(isSkipped)) console.log(`skipped: ${test.fullName}`);
  const passed = named('passed').length;
  // Vitest also ends with an error when something went wrong between the tests.
  const other = code !== 0 && named('failed').length + broken.length === 0 ? 1 : 0;
  if (other > 0)
    console.log(`Vitest ended with exit code ${code} although every test passed; its own words are above.`);
  const failed = named('failed').length + broken.length + other + failedChecks.length;
  const skipped = tests.filter(isSkipped).length;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

function isFailed(test) {
  return test.status === 'failed';
}

function isSkipped(test) {
  return test.status === 'skipped' || test.status === 'pending' || test.status === 'todo';
}
