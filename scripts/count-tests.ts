/**
 * Counts what passed and what failed in vitest's JSON result.
 *
 * A test file that could not be loaded has no tests of its own, so it counts as one
 * failure; so does a run that ended badly although every test passed (an unhandled
 * rejection, a dead worker) and a run without a result.
 */

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
}

interface FileResult {
  readonly status?: string;
  readonly assertionResults?: readonly { readonly status?: string }[];
}

/** `exitCode` is that of vitest, null when a signal ended it. */
export function countTests(result: unknown, exitCode: number | null): TestCount {
  const files = (result as { testResults?: readonly FileResult[] } | null)?.testResults ?? [];
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const tests = file.assertionResults ?? [];
    const broken = tests.filter((test) => test.status === 'failed').length;
    passed += tests.filter((test) => test.status === 'passed').length;
    failed += broken;
    if (file.status === 'failed' && broken === 0) failed += 1;
  }
  if (failed === 0 && exitCode !== 0 && (passed > 0 || exitCode === null)) failed = 1;
  if (failed === 0 && result === null) failed = 1;
  return { passed, failed };
}
