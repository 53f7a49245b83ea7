import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Ends the run with one line: `N passed, N failed`, and `, N skipped` where there are any. Before it stands each test
 * that passed only when it was run again: it depends on what it should not, and is to be mended.
 */
export default class Tally implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    const again: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state]++;
        if (test.diagnostic()?.flaky === true) {
          again.push(`${module.relativeModuleId} > ${test.fullName}`);
        }
      }
      // a file that could not be loaded, a hook that failed
      for (const suite of [module, ...module.children.allSuites()]) {
        count.failed += suite.errors().length;
      }
    }
    if (reason !== 'passed') count.failed ||= 1; // the set-up failed, before any test
    const skipped = count.skipped + count.pending;
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    // printed on exit, so that nothing that another reporter says comes after it
    process.once('exit', () => {
      for (const name of again) console.log(`Passed only when it was run again: ${name}`);
      console.log(`${count.passed} passed, ${count.failed} failed${rest}`);
    });
  }
}
