"""Whether the time of a refusal tells who exists. Samples of both kinds alternate, so that a busy
machine slows both alike; a difference counts only when it is there in two rounds."""

import random
import statistics
import time

from doors import IMAP, POP, SMTP
from live_site import DOMAIN, Site
from score import Score

SAMPLES = 110  # of each kind, in a round
score = Score()


def area(one, other):
    """The chance that a sample of `one` is longer than one of `other`; 0.5: no difference."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, kind) in enumerate(ranked, 1) if kind == 0)
    return (ranks - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))


def seconds(site, door, attempt, user):
    with door.open(site) as wire:
        begun = time.perf_counter()
        answer = attempt(door, wire, user)
        taken = time.perf_counter() - begun
    return taken, answer.replace(user.encode(), b"")


def round_of(site, door, attempt):
    times, words = {True: [], False: []}, {True: set(), False: set()}
    for number in range(SAMPLES):
        for known in random.sample((True, False), 2):
            user = f"known{number % 8}@{DOMAIN}" if known else f"unknown{number}@{DOMAIN}"
            taken, answer = seconds(site, door, attempt, user)
            times[known].append(taken)
            words[known].add(answer)
    return area(times[True], times[False]), times, words


def compare(site, door, name, attempt):
    between, times, words = round_of(site, door, attempt)
    if not 0.4 <= between <= 0.6:
        between, times, words = round_of(site, door, attempt)
    middle = {known: statistics.median(taken) * 1000 for known, taken in times.items()}
    seen = f"area {between:.3f}, medians {middle[True]:.2f} ms known, {middle[False]:.2f} ms unknown"
    print(f"{door.name} {name}: {seen}")
    score.check(f"{door.name} {name}: wrong password and unknown account take the same time", 0.4 <= between <= 0.6, seen)
    score.check(f"{door.name} {name}: and are told the same", words[True] == words[False], words)


def main():
    with Site() as site:
        site.every_method()
        for number in range(8):
            site.account(f"known{number}", f"the password {number}")  # in the default scheme
        compare(site, IMAP, "LOGIN", lambda door, wire, user: door.log_in_clear(wire, user, f"guess-{random.random()}"))
        compare(site, POP, "USER", lambda door, wire, user: door.log_in_clear(wire, user, f"guess-{random.random()}"))
        compare(site, SMTP, "CRAM-MD5", lambda door, wire, user: door.log_in_cram(wire, user, "guess"))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
