"""Asks every endpoint as every role with generated requests. Every answer must be declared, and none a failure."""

import argparse
import sys
import time

import schemathesis
from schemathesis.checks import CHECKS
from hypothesis import HealthCheck, Phase, given, settings

from .company import Company

# An answer's status, type, body and headers are declared; none is a failure of ours.
NAMES = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance",
]


def main() -> int:
    options = argparse.ArgumentParser(prog="api-fuzzing")
    options.add_argument("--requests", type=int, default=1_500, help="requests in all")
    options.add_argument("--seconds", type=int, default=80, help="and no longer than this")
    options.add_argument("--role", help="one role only")
    options.add_argument("--seed", type=int, default=20261121)
    wanted = options.parse_args()
    checks = CHECKS.get_by_names(NAMES)
    deadline = time.monotonic() + wanted.seconds
    count, failures, statuses = 0, [], {}
    with Company() as company:
        schema = schemathesis.openapi.from_url(company.url + "/api/openapi.json")
        operations = [
            found.ok() for found in schema.get_all_operations() if not found.ok().path.endswith("/stream")
        ]
        people = [person for role, person in company.people.items() if wanted.role in (None, role)]
        share = max(1, wanted.requests // (len(operations) * len(people)))
        sessions = [company.session(person) for person in people]

        def ask(operation, person, session):
            nonlocal count

            def one(case):
                nonlocal count
                if time.monotonic() > deadline or count >= wanted.requests:
                    return
                count += 1
                response = case.call(session=session)
                statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
                try:
                    case.validate_response(response, checks=checks)
                except BaseException as problem:  # schemathesis groups them
                    failures.append(f"{person['role']}: {problem}")

            strategy = operation.as_strategy()
            test = given(case=strategy)(one)
            settings(
                max_examples=share, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck))(test)()

        # Each operation by each role, the roles in turn, so that an early end leaves nobody out.
        for number, operation in enumerate(operations):
            for turn in range(len(people)):
                if time.monotonic() > deadline or count >= wanted.requests:
                    break
                position = (number + turn) % len(people)
                ask(operation, people[position], sessions[position])
                if wanted.requests < len(operations) * len(people):
                    # The short run asks each operation as a few roles only.
                    if turn + 1 >= max(1, wanted.requests // len(operations)):
                        break
        print(f"{count} requests on {len(operations)} operations by {len(people)} roles: {dict(sorted(statuses.items()))}")
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    if failures:
        print(f"{len(failures)} answers are not as declared", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
