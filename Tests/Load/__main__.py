"""Serves a sample company and gives it too much to do. `--long` for longer, and with those who never hang up."""

import argparse
import asyncio
import sys

from .company import Company
from .scenarios import overload, stop_under_load
from .secrets import never_logged


def main() -> int:
    options = argparse.ArgumentParser(prog="load-tests")
    options.add_argument("--long", action="store_true")
    options.add_argument("--only", choices=["overload", "stop", "secrets"])
    wanted = options.parse_args()
    with Company() as company:
        steps = {
            "overload": [lambda: asyncio.run(overload(company, 30 if wanted.long else 4))],
            "stop": [lambda: asyncio.run(stop_under_load(company, 10 if wanted.long else 2))],
            "secrets": [lambda: never_logged(company)],
        }
        if wanted.long:
            steps["overload"].append(lambda: asyncio.run(overload(company, 20, at_once=256)))
            steps["stop"].append(lambda: asyncio.run(stop_under_load(company, 3, with_hangers=True)))
        for name, parts in steps.items():
            for part in parts if wanted.only in (None, name) else []:
                try:
                    print(part(), flush=True)
                except AssertionError as wrong:
                    print(f"{name}: {wrong}", file=sys.stderr)
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
