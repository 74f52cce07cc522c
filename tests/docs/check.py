#!/usr/bin/env python3
"""check.py EVOLADDER: what the documents say is so.

- docs/SETTINGS.md is what the program says of its settings.
- Every `evoladder ...` line in a block of shell code names a command and options that exist.
- Every link to a file of this repository leads somewhere, and every `./dev` verb exists.
"""

import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
problems = []


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout


def complain(path, line, text):
    problems.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def check_settings(program):
    path = ROOT / "docs/SETTINGS.md"
    written = path.read_text()
    _, reference = run(program, "config", "--reference")
    if not written.endswith(reference):
        complain(path, 1, "differs from what the program says; run ./dev docs")


def shell_lines(text):
    """(line number, words) of every block of shell code; a command may go over several lines."""
    inside = False
    joined = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = not inside and line[3:].strip() in ("sh", "bash", "shell")
            continue
        if not inside:
            continue
        joined += line
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        try:
            words = shlex.split(joined, comments=True)
        except ValueError:  # A quotation that goes on.
            joined += "\n"
            continue
        joined = ""
        yield number, words


def commands_in(words):
    """The words of each command of a shell line, without what is set or redirected."""
    command = []
    for word in [*words, ";"]:
        if word in ("|", "||", "&&", ";"):
            if command:
                yield command
            command = []
        elif word in ("<", ">", ">>"):
            command.append("-")  # Ends what is looked at; a file's name follows.
        elif command or not re.fullmatch(r"[A-Z_]+=.*|sudo|exec", word):
            command.append(word)


class Commands:
    """Asks the program's own help, once for each command."""

    def __init__(self, program):
        self.program = program
        self.helps = {}

    def help_of(self, words):
        if words not in self.helps:
            code, text = run(self.program, *words, "--help")
            self.helps[words] = text if code == 0 else None
        return self.helps[words]

    def check(self, path, line, words):
        command = ()
        for word in words:
            if word.startswith("-") or not re.fullmatch(r"[a-z][a-z-]*", word):
                break
            if not re.search(rf"^  {re.escape(word)} ", self.help_of(command), re.M):
                break
            command = (*command, word)
        if not command and words and not words[0].startswith("-"):
            complain(path, line, f"there is no command '{words[0]}'")
            return
        help_text = self.help_of(command)
        for word in words:
            option = word.split("=")[0]
            if option.startswith("--") and not re.search(rf"{re.escape(option)}\b", help_text):
                complain(path, line, f"'evoladder {' '.join(command)}' has no option {option}")


def check_document(path, commands, verbs):
    text = path.read_text()
    for line, all_words in shell_lines(text):
        for words in commands_in(all_words):
            if re.fullmatch(r"(.*/)?evoladder", words[0]):
                commands.check(path, line, words[1:])
            if words[0] == "./dev" and words[1:] and words[1] not in verbs:
                complain(path, line, f"./dev has no verb '{words[1]}'")
    for match in re.finditer(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)", text):
        target = match.group(1)
        if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
            complain(path, text.count("\n", 0, match.start()) + 1, f"{target} is not there")


def main():
    program = sys.argv[1]
    check_settings(program)
    commands = Commands(program)
    verbs = set(re.findall(r"^  ([a-z0-9]+) ", (ROOT / "dev").read_text(), re.M))
    for path in DOCUMENTS:
        check_document(path, commands, verbs)
    print("\n".join(problems) or f"{len(DOCUMENTS)} documents hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
