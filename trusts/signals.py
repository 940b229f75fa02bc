"""What other apps are told of while it happens, in the same transaction."""

from django.dispatch import Signal

# Sent with `person` and the set `names` of what they were called: for what no walk of labels knows, such as reports.
person_erased = Signal()
