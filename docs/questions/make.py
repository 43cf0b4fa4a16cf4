#!/usr/bin/env python3
"""Makes the outputs and charts in these pages again: python3 docs/questions/make.py [PROGRAM]

Runs every `$ flowcast ...` of a page in an empty folder, puts what it says in place of what stands there, and
copies the charts that the page shows behind it. Figures in the text between are for a reader to check.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent
ROOT = HOME.parent.parent
BLOCK = re.compile(r"```\n\$ (flowcast [^\n]*)\n.*?```\n(\s*!\[[^\]]*\]\(([^)]*)\))?", re.DOTALL)


def made(program, match):
    """A command's block as it is now, with the chart behind it copied."""
    line, picture, chart = match.groups()
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "scenarios", pathlib.Path(folder) / "scenarios")
        command = [program, *shlex.split(line)[1:]]
        environment = {**os.environ, "COLUMNS": "112"}
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if ended.returncode not in (0, 3):
            sys.exit(f"{line}\n{ended.stderr}")
        if chart:
            found = list(pathlib.Path(folder).glob(f"output/*/*/charts/{chart}"))
            shutil.copy(found[0], HOME / chart)
    return f"```\n$ {line}\n{ended.stdout.rstrip()}\n```\n{picture or ''}"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else "target/release/flowcast"
    program = str(pathlib.Path(program).resolve())
    for page in sorted(HOME.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(BLOCK.sub(lambda match: made(program, match), text), encoding="utf-8")


if __name__ == "__main__":
    main()
