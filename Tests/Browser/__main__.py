"""Everything a browser shows: `Scripts/browser-tests.sh` runs it; exits 1 and says what is wrong.

`--only cash,recipe` does these steps alone, in the order in which all would be done; `visits` is every page as every
role. Some steps begin where an earlier one ended: the main job after the palette, cash after the main job, the ERP's
change in the CRM after the refused quote. `--pictures` only takes the README's pictures."""

import argparse
import os
import pathlib
import sys
import time

from playwright.sync_api import sync_playwright

from .company import Company
from .journey import Journey
from .pictures import take_pictures
from .visits import Visits


def main() -> int:
    started = time.monotonic()
    arguments = argparse.ArgumentParser(prog="Scripts/browser-tests.sh")
    arguments.add_argument("--only", type=lambda names: set(names.split(",")), help="names of steps, with commas")
    arguments.add_argument("--pictures", action="store_true", help="only take the pictures of the README")
    options = arguments.parse_args()
    only = options.only
    pictures = pathlib.Path(os.environ.get("SCREENSHOTS", ".build/screenshots"))
    pictures.mkdir(parents=True, exist_ok=True)
    with Company() as company, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"])
        if options.pictures:
            take_pictures(browser, company, pictures)
            browser.close()
            return 0
        visits = Visits(browser, company, pictures)
        journey = Journey(browser, company, pictures)
        steps = visits.steps + journey.steps
        unknown = (only or set()) - {step.__name__ for step in steps}
        if unknown:
            raise SystemExit(f"no such step: {', '.join(sorted(unknown))}")
        problems = []
        for step in steps:
            if only is None or step.__name__ in only:
                problems += attempt(step, journey)
        problems += visits.problems
        browser.close()
    for problem in problems:
        print("✗", problem)
    seconds = time.monotonic() - started
    print(f"{len(visits.seen)} pages seen by {len(company.people)} roles, {visits.pages} visits, "
          f"{len(problems)} problems, {seconds:.0f} s; pictures in {pictures}")
    return 1 if problems else 0


def attempt(step, journey) -> list[str]:
    """A step that fails is a finding; the others still run."""
    began = time.monotonic()
    try:
        step()
        return []
    except Exception as error:
        journey.picture_all(f"failed-{step.__name__}")
        return [f"{step.__name__}, after {time.monotonic() - began:.0f} s: {str(error)[:700]}"]


sys.exit(main())
