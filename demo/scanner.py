"""A stand-in for ClamAV, so that the demonstration starts without it. It knows the EICAR test file and NO VIRUS AT ALL.

Only config.settings.local names it; a deploy check refuses it anywhere else (trusts.E002).
"""

from typing import BinaryIO

from trusts.services.scanners import Verdict

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


class EicarScanner:
    """Finds the test file that every scanner finds."""

    def scan(self, file: BinaryIO) -> Verdict:
        """This is no protection; whoever starts the demonstration is told so."""
        return Verdict(virus="Eicar-Test-Signature" if EICAR in file.read() else "")
