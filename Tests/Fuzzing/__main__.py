"""Asks every endpoint as every role with generated requests. Every answer must be declared, and none a failure."""

import argparse
import random
import sys
import time

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance, response_headers_conformance, response_schema_conformance, status_code_conformance)
from hypothesis import HealthCheck, Phase, given, settings

from .company import Company

# An answer's status, type, body and headers are declared; none is a failure of ours.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
]


def main() -> int:
    options = argparse.ArgumentParser(prog="api-fuzzing")
    options.add_argument("--requests", type=int, default=1_500, help="requests in all")
    options.add_argument("--seconds", type=int, default=80, help="and no longer than this")
    options.add_argument("--role", help="one role only")
    options.add_argument("--seed", type=int, default=20261121)
    wanted = options.parse_args()
    count, failures, statuses = 0, [], {}
    with Company() as company:
        schema = schemathesis.openapi.from_url(company.url + "/api/openapi.json")
        operations = [
            found.ok() for found in schema.get_all_operations() if not found.ok().path.endswith("/stream")
        ]
        people = [person for role, person in company.people.items() if wanted.role in (None, role)]
        share = max(1, wanted.requests // len(operations))
        sessions = [(person["role"], company.session(person)) for person in people]
        deadline = time.monotonic() + wanted.seconds

        def ask(case):
            nonlocal count
            if time.monotonic() > deadline:
                return
            # The roles in turn: an operation is asked by another one each time.
            role, session = sessions[count % len(sessions)]
            count += 1
            # The session says who asks; a made-up token would be refused before anything else.
            for name in [name for name in case.headers or {} if name.lower() == "authorization"]:
                del case.headers[name]
            response = case.call(session=session, timeout=60)
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
            try:
                case.validate_response(response, checks=CHECKS)
            except BaseException as problem:  # schemathesis groups them
                failures.append(f"{role}: {problem}")

        random.Random(wanted.seed).shuffle(operations)
        for operation in operations:
            if time.monotonic() > deadline:
                break
            test = given(case=operation.as_strategy())(ask)
            settings(
                max_examples=share, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck))(test)()
        print(f"{count} requests on {len(operations)} operations by {len(people)} roles: {dict(sorted(statuses.items()))}")
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    if failures:
        print(f"{len(failures)} answers are not as declared", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
