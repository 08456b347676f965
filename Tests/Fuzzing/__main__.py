"""Asks every endpoint as every role with generated requests. Every answer must be declared, and none a failure."""

import argparse
import json
import multiprocessing
import random
import sys
import time

import requests

from .asking import Job, answer_of
from .company import Company


def main() -> int:
    options = argparse.ArgumentParser(prog="api-fuzzing")
    options.add_argument("--requests", type=int, default=1_500, help="requests in all")
    options.add_argument("--seconds", type=int, default=80, help="and no longer than this")
    options.add_argument("--role", help="one role only")
    options.add_argument("--workers", type=int, default=2, help="processes that ask")
    options.add_argument("--seed", type=int, default=20261121)
    options.add_argument("--only", default="", help="operations whose path has this in it")
    wanted = options.parse_args()
    with Company() as company:
        description = requests.get(company.url + "/api/openapi.json", timeout=30).json()
        people = [person for role, person in company.people.items() if wanted.role in (None, role)]
        sessions = [(person["role"], headers_of(company.session(person))) for person in people]
        operations = [
            (path, method) for path, methods in description["paths"].items() for method in methods
            if method != "parameters" and not path.endswith("/stream") and wanted.only in path
        ]
        random.Random(wanted.seed).shuffle(operations)
        share = max(1, -(-wanted.requests // len(operations)))
        deadline = time.time() + wanted.seconds
        jobs = [Job(company.url, one, share, sessions, number, deadline) for number, one in enumerate(operations)]
        began = time.time()
        with multiprocessing.Pool(wanted.workers, initializer=Job.learn, initargs=(description,)) as pool:
            results = pool.map(answer_of, jobs, chunksize=1)
        took = time.time() - began
        healthy = requests.get(company.url + "/health", timeout=10).status_code == 200
    statuses, failures, slow = {}, [], []
    for result in results:
        for status, count in result["statuses"].items():
            statuses[status] = statuses.get(status, 0) + count
        failures += result["failures"]
        slow.append((result["slowest"], result["operation"]))
    count = sum(statuses.values())
    asked = sum(1 for result in results if result["statuses"])
    print(f"{count} requests on {asked} of {len(operations)} operations by {len(people)} roles in {took:.0f} s: "
          f"{dict(sorted(statuses.items()))}, {len(failures)} not as declared; slowest {max(slow)}")
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    if not healthy:
        failures.append("the server is not well afterwards")
        print(failures[-1], file=sys.stderr)
    if asked < len(operations):
        print(f"{len(operations) - asked} operations were not reached in {wanted.seconds} s", file=sys.stderr)
    return 1 if failures else 0


def headers_of(session):
    """What makes a request that of a person who is signed in, for another process."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)
    return json.dumps({"Cookie": cookies, "X-Form-Token": session.headers["X-Form-Token"]})


if __name__ == "__main__":
    sys.exit(main())
