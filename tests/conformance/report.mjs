//! What the judges found: counted, and printed where it failed.

const longest = 600;

export class Report {
  passed = 0;
  failed = 0;

  /** Counts a check as passed when `holds` returns, and as failed, with the reason, when it throws. */
  async check(name, holds) {
    try {
      const result = await holds();
      this.passed += 1;
      return result;
    } catch (error) {
      this.fail(name, error?.message ?? error);
    }
  }

  fail(name, why) {
    this.failed += 1;
    console.log(`FAIL ${name} -- ${String(why).replace(/\s+/g, " ").slice(0, longest)}`);
  }

  /** Runs a judge and tells how many of its checks passed. One that breaks off, or checks nothing, has failed. */
  async part(name, judge) {
    const [passed, failed] = [this.passed, this.failed];
    try {
      await judge();
      if (this.passed + this.failed === passed + failed) this.fail(name, "it checked nothing");
    } catch (error) {
      this.fail(name, error?.stack ?? error);
    }
    console.log(`${name}: ${this.passed - passed} of ${this.passed - passed + this.failed - failed}`);
  }

  /** The last line, and the exit code that goes with it. */
  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}
