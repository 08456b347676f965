"""Everything a browser shows: `Scripts/browser-tests.sh` runs it; exits 1 and says what is wrong."""

import os
import pathlib
import sys
import time

from playwright.sync_api import sync_playwright

from .company import Company
from .journey import Journey
from .visits import Visits


def main() -> int:
    started = time.monotonic()
    pictures = pathlib.Path(os.environ.get("SCREENSHOTS", ".build/screenshots"))
    pictures.mkdir(parents=True, exist_ok=True)
    with Company() as company, sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"])
        visits = Visits(browser, company, pictures)
        for role in company.people:
            visits.as_role(role)
        walks = [lambda: visits.without_scripts("sales"), visits.writing_without_scripts, lambda: visits.import_file("sales")]
        for plainly in walks:
            try:
                plainly()
            except Exception as error:  # a finding; the journey still runs
                visits.problems.append(f"by the way: {str(error)[:500]}")
        problems = visits.problems + Journey(browser, company, pictures).problems()
        browser.close()
    for problem in problems:
        print("✗", problem)
    seconds = time.monotonic() - started
    print(f"{len(visits.seen)} pages seen by {len(company.people)} roles, {visits.pages} visits, "
          f"{len(problems)} problems, {seconds:.0f} s; pictures in {pictures}")
    return 1 if problems else 0


sys.exit(main())
