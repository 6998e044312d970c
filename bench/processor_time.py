"""Processor time of a program and all its children, those that have ended too: what a control group counts."""

import contextlib
import os
import time

GROUPS = "/sys/fs/cgroup/cpuacct"


def words_in_group(group):
    """What starts a program on processor 0 in a group whose processor time is counted."""
    os.makedirs(group, exist_ok=True)
    return ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec taskset -c 0 "$@"', "sh"]


def used(group):
    with open(f"{group}/cpuacct.usage") as file:
        return int(file.read()) / 1e9


def gone(group):
    """Waits until the last process of the group has ended, and removes it."""
    for _ in range(100):
        with contextlib.suppress(OSError):
            os.rmdir(group)
            return
        with open(f"{group}/cgroup.procs") as file:
            for pid in file.read().split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), 15)
        time.sleep(0.1)
