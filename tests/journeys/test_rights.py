"""What is kept about me, and what an administrator may do about it."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a_doctor_asks_for_a_copy_of_their_data(visit: Any) -> None:
    doctor = visit("helen.braithwaite@lancashire.example", width=375)
    doctor.go("/account/").follow("A copy of what").see("You have not asked for a copy")
    doctor.press("Ask for a copy of your data").see("Your copy is being made", "Being made")
    doctor.follow("keeps your data").see("Who can see what", "What is shared with universities")


def test_an_administrator_sees_what_an_erasure_would_do(visit: Any) -> None:
    admin = visit("callum.rigby@lancashire.example")
    admin.go("/t/lancashire/people/").follow("Data about Dr Yusuf Al-Hamdani").see("Hold", "Erase")
    admin.follow("See what would be erased").see("What goes", "What stays, and why", "Nothing is erased yet")
    admin.go("/t/lancashire/retention/").see("In the next 30 days", "Periods")
