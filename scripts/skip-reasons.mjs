/**
 * A vitest reporter that comes before the JSON one, which leaves out why a test was skipped: puts
 * the reason given to `skip()` into the test's metadata, which the report carries.
 *
 * @type {import('vitest/reporters').Reporter}
 */
export const skipReasons = {
  onTestRunEnd(modules) {
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        if (result.state === 'skipped') Object.assign(test.meta(), { skipReason: result.note });
      }
  },
};
