"""Is this file what it says, and harmless? Pure checks of an upload; a refusal is a sentence for the person.

A file passes when its name is plain, its extension is allowed, its content is of that kind and whole, and nothing in
it acts by itself. Pictures are written anew, so that what hides in them is left behind. Viruses are another question
(trusts/services/scanning.py).
"""

from trusts.filecheck.check import Checked, check_file
from trusts.filecheck.kinds import LIMITS, MOST_BYTES, FileKind, RefusedFileError
from trusts.filecheck.logos import LOGO_LIMITS, DrawnLogo, check_logo, draw_logo
from trusts.filecheck.names import LONGEST_NAME

__all__ = [
    "LIMITS",
    "LOGO_LIMITS",
    "LONGEST_NAME",
    "MOST_BYTES",
    "Checked",
    "DrawnLogo",
    "FileKind",
    "RefusedFileError",
    "check_file",
    "check_logo",
    "draw_logo",
]
