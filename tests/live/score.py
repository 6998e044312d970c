"""Counts what was checked and prints a verdict; no test framework, no discovery."""

import sys
import time
import traceback


class Score:
    def __init__(self):
        self.passed = self.failed = 0
        self.begun = time.monotonic()

    def check(self, name, good, seen=""):
        """Notes one result; a failed one is printed with what was seen."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED  {name}", flush=True)
            for line in str(seen).splitlines()[-8:]:
                print(f"        {line[:200]}", flush=True)
        return good

    def run(self, name, work):
        """Calls `work`; an exception or False is a failure."""
        try:
            seen = work()
        except Exception:  # whatever went wrong is the result
            return self.check(name, False, traceback.format_exc())
        return self.check(name, seen is not False, "it said no")

    def refuse(self, name, work):
        """Calls `work`, which must end with an exception or False."""
        try:
            seen = work()
        except Exception:
            return self.check(name, True)
        return self.check(name, seen is False, f"it was let in: {seen!r}")

    def finish(self):
        seconds = time.monotonic() - self.begun
        print(f"{self.passed} passed, {self.failed} failed in {seconds:.0f} s")
        sys.exit(1 if self.failed or not self.passed else 0)
