"""The manual page names every subcommand with every option that --help shows, and none that it does not."""

import pathlib
import re
import subprocess

from live_site import program
from score import Score

PAGE = pathlib.Path(__file__).resolve().parents[2] / "doc" / "man" / "gatehouse.1"
score = Score()


def help_of(words):
    done = subprocess.run([program(), *words, "--help"], capture_output=True, text=True, check=True)
    return done.stdout


def subcommands_in(text):
    _, _, listed = text.partition("Subcommands:\n")
    return re.findall(r"^  ([a-z]+)", listed, re.MULTILINE)


def leaves(words=()):
    """Every subcommand that has no others below it, with its help."""
    text = help_of(words)
    below = subcommands_in(text)
    if not below:
        yield " ".join(words), text
    for name in below:
        yield from leaves((*words, name))


def options_in(text):
    return set(re.findall(r"--[a-z][a-z-]*", text)) - {"--help", "--version"}


def options_of_help(text):
    """Those that have a line of their own, not those a description speaks of."""
    return options_in("\n".join(re.findall(r"^  (?:-\w,)?(--[a-z-]+)", text, re.MULTILINE)))


def synopses():
    """Subcommand -> what the page's synopsis says of it."""
    page = PAGE.read_text().replace("\\-", "-")
    text = page.partition(".SH SYNOPSIS\n")[2].partition(".SH ")[0]
    blocks = [block.strip() for block in text.split(".br\n")]
    return {re.match(r"\.B gatehouse ([a-z ]+)", block).group(1).strip(): block for block in blocks}


def main():
    page = synopses()
    found = dict(leaves())
    score.check("there are subcommands", len(found) > 5, sorted(found))
    score.check("the page has all subcommands and no others", set(page) == set(found), set(page) ^ set(found))
    for name in sorted(set(page) & set(found)):
        differ = options_in(page[name]) ^ options_of_help(found[name])
        score.check(f"{name}: the options of the page are those of --help", not differ, differ)
    score.finish()


if __name__ == "__main__":
    main()
