"""A stand-in for ClamAV, so that the demonstration starts without it. It knows the EICAR test file and NO VIRUS AT ALL.

Only config.settings.local names it; a deploy check refuses it anywhere else (trusts.E002).
"""

import logging
from functools import cache
from typing import BinaryIO

from trusts.services.scanners import Verdict

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
logger = logging.getLogger(__name__)


class EicarScanner:
    """Finds the test file that every scanner finds."""

    def scan(self, file: BinaryIO) -> Verdict:
        """Say in the log, once a process, that this is no protection."""
        _warn()
        return Verdict(virus="Eicar-Test-Signature" if EICAR in file.read() else "")


@cache
def _warn() -> None:
    logger.warning("DEMONSTRATION: files are not really checked for viruses")
