"""The chaos run as a command: python -m tests.chaos --help (bin/chaos sets everything up first)."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django

from config.supervisor import PROJECT
from tests.chaos.house import open_house
from tests.support.post_office import PostOffice


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/chaos", description="Reports under fire; ends with 1 on any loss.")
    parser.add_argument("--reports", type=int, default=200, help="how many are asked for (200)")
    parser.add_argument("--kills", type=int, default=20, help="SIGKILLs to a worker and its children (20)")
    parser.add_argument("--wipes", type=int, default=3, help="times the broker returns empty (3)")
    parser.add_argument("--restarts", type=int, default=1, help="times the database is broken off (1)")
    parser.add_argument("--outages", type=int, default=1, help="times the mail server is away (1)")
    parser.add_argument("--duplicates", type=float, default=0.3, help="share of messages delivered again (0.3)")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of the faults (1)")
    parser.add_argument("--hurried", action="store_true", help="leases and sweeps of 3 and 2 seconds; times not judged")
    parser.add_argument("--directory", type=Path, default=PROJECT / "var" / "chaos", help="where the house stands")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    return parser.parse_args()


def hurry() -> dict[str, str]:
    """Short leases; the product's own are 15 seconds."""
    seconds = {"REPORT_LEASE": "3", "REPORT_NUDGE_AGAIN": "3", "MESSAGE_LEASE": "3", "MESSAGE_RETRY": "2"}
    return {"HOMEGROWN_CHAOS_SWEEP_SECONDS": "2"} | {f"HOMEGROWN_{k}_SECONDS": v for k, v in seconds.items()}


def main() -> int:
    """Open the house, run, count, print."""
    options = parse()
    with PostOffice(pause=0.05) as office:
        environment = {"HOMEGROWN_EMAIL_PORT": str(office.port)} | (hurry() if options.hurried else {})
        with open_house(options.directory, **environment) as house:
            os.environ.update(house.environment)
            django.setup()
            from tests.chaos.account import account_of  # only now are the settings' values known
            from tests.chaos.run import Plan, conduct

            names = ("reports", "kills", "wipes", "restarts", "outages", "duplicates", "seed")
            run = conduct(house, office, Plan(**{name: getattr(options, name) for name in names}))
            account = account_of(run)
    print(account.table())
    if options.json:
        options.json.write_text(json.dumps(asdict(account)))
    broken = account.broken_promises(is_timed=not options.hurried)
    for words in broken:
        print(f"BROKEN: {words}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
