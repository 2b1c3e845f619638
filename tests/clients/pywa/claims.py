"""Every call that pywa 4.5 offers, against a running simulator; and every webhook of it, through pywa's own parser.

    claims.py BINARY [--only TEXT]

Prints `ok   words` or `FAIL words: what pywa said`. A claim that defects.toml lists as a defect of pywa has to fail
in the way that is written there.
"""

import argparse
import logging
import pathlib
import sys
import tomllib
import warnings

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pywa.errors import PywaUnknownEnumMemberWarning, WhatsAppError  # noqa: E402

import account  # noqa: E402
import business  # noqa: E402
import flows  # noqa: E402
import media  # noqa: E402
import sends  # noqa: E402
import talks  # noqa: E402
import templates  # noqa: E402
import webhooks  # noqa: E402
from bench import Bench  # noqa: E402

FAMILIES = (sends, media, business, account, templates, flows, talks, webhooks)


class Tally:
    """Runs claims, prints and counts them."""

    def __init__(self, only: str):
        self.only, self.passed, self.failed = only, 0, 0
        with open(HERE / "defects.toml", "rb") as file:
            listed = tomllib.load(file).get("defect", [])
        self.defects = {words: one for one in listed for words in one["claims"]}
        self.idle = set(self.defects)

    def run(self, words: str, check, *arguments):
        """Runs one claim; whatever it raises is a failure."""
        if self.only not in words:
            return
        said, defect = outcome(check, *arguments), self.defects.get(words)
        self.idle.discard(words)
        note = ""
        if defect and said and defect["says"] in said:
            said, note = None, f" (a defect of pywa: {defect['reason']})"
        elif defect:
            said = f"defects.toml lists it as pywa's defect, but {said or 'it works'}"
        if said is None:
            self.passed += 1
            print(f"ok   {words}{note}")
        else:
            self.failed += 1
            print(f"FAIL {words}: {said}")


def outcome(check, *arguments) -> str | None:
    """What went wrong, in a line; None when nothing did. A word that pywa does not know is wrong, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PywaUnknownEnumMemberWarning)
        try:
            check(*arguments)
        except WhatsAppError as error:
            said = f"{type(error).__name__} {error.status_code} {error.message.split('. Object with')[0]}"
            return " ".join(filter(None, [said, error.details, error.user_msg]))
        except Exception as error:
            said = " ".join(str(error).split("Defaulting")[0].split())
            return f"{type(error).__name__} {said}"[:400]
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--only", default="", help="claims whose words hold this text")
    asked = parser.parse_args()
    # What pywa logs is read where it belongs to a webhook; elsewhere it repeats the exception.
    logging.getLogger("pywa").propagate = False
    logging.getLogger("pywa").addHandler(logging.NullHandler())
    tally = Tally(asked.only)
    with Bench(asked.binary) as bench:
        for family in FAMILIES:
            for words, check in family.CLAIMS:
                tally.run(words, check, bench)
        for words, check in webhooks.triggered(bench):
            tally.run(words, check)
    for words in sorted(tally.idle) if not asked.only else []:
        tally.failed += 1
        print(f"FAIL defects.toml lists a claim that there is not: {words}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return int(tally.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
