"""What other apps are told of while it happens, in the same transaction."""

from django.dispatch import Signal

# Sent with `cohort`: an app that still waits for something of it raises RefusedError.
cohort_completing = Signal()
