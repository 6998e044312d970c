"""kill -9 while passwords change: what was acknowledged holds, what was replaced is gone, and the
server is back at once. Arguments: the program, and how many kills (200 in script/kill)."""

import random
import sys
import threading
import time

import cgp_cli
from doors import POP
from live_site import DOMAIN, Site
from score import Score

WRITERS = 6
SLOWEST_START = 10.0  # seconds, with sanitizers on a busy machine
score = Score()


class Writer(threading.Thread):
    """One account whose owner does nothing but change the password, until the server is gone."""

    def __init__(self, site, history):
        super().__init__(daemon=True)
        self.site, self.history = site, history

    def run(self):
        try:
            with cgp_cli.Client(self.site.pwd) as client:
                client.log_in(self.history.user, self.history.acknowledged)
                while True:
                    self.history.attempt()
                    client.send(f"NEWPASS {self.history.attempted}")
                    self.history.accept()
        except (OSError, ValueError, cgp_cli.Refused) as trouble:
            self.history.ended = repr(trouble)


class History:
    def __init__(self, name):
        self.user, self.count = f"{name}@{DOMAIN}", 0
        self.acknowledged, self.attempted, self.replaced = f"{name}-first", None, None
        self.changes, self.ended = 0, ""

    def attempt(self):
        self.count += 1
        self.attempted = f"{self.user}-{self.count}-{random.randrange(1 << 30)}"

    def accept(self):
        self.replaced, self.acknowledged, self.attempted = self.acknowledged, self.attempted, None
        self.changes += 1

    def settle(self, site):
        """Which password holds now; None: neither that may."""
        if self.attempted and logs_in(site, self.user, self.attempted):
            self.replaced, self.acknowledged = self.acknowledged, self.attempted
        elif not logs_in(site, self.user, self.acknowledged):
            return None
        self.attempted = None
        return self.acknowledged


def logs_in(site, user, password):
    with POP.open(site) as wire:
        return POP.accepted(POP.log_in(wire, user, password))


def one_kill(site, histories):
    writers = [Writer(site, history) for history in histories]
    for writer in writers:
        writer.start()
    time.sleep(random.uniform(0.02, 0.3))  # where in a change the kill falls is left to chance
    site.kill()
    for writer in writers:
        writer.join(10)
    return site.start()


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with Site() as site:
        site.every_method()
        histories = [History(f"writer{number}") for number in range(WRITERS)]
        for number, history in enumerate(histories):
            scheme = "sealed" if number % 3 else "verifiers"
            site.account(history.user, history.acknowledged, f"{{PasswordEncryption={scheme};}}")
        starts = []
        for kill in range(kills):
            starts.append(one_kill(site, histories))
            for history in histories:
                score.check(f"kill {kill}: {history.user} logs in with what was acknowledged", history.settle(site) is not None,
                            f"acknowledged {history.acknowledged}, attempted {history.attempted}; {history.ended}")
                if history.replaced:
                    score.check(f"kill {kill}: {history.user} does not log in with what was replaced",
                                not logs_in(site, history.user, history.replaced), history.replaced)
        changes = sum(history.changes for history in histories)
        print(f"{kills} kills, {changes} acknowledged changes, slowest start {max(starts):.2f} s")
        score.check("passwords did change between the kills", changes > kills, changes)
        score.check("every start was quick", max(starts) < SLOWEST_START, max(starts))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
