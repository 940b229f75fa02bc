"""Rows, querysets and constraints."""

from trusts.models.base import Stateful, TrustManager, TrustOwned, TrustQuerySet, owned_manager
from trusts.models.event import Event
from trusts.models.file import FileLink, LogoUpload, StoredFile
from trusts.models.identity_provider import IdentityProvider
from trusts.models.invitation import DETAILS, Invitation
from trusts.models.mail import CalendarFeed, MailSettings, MessageTemplate, NoticePreference, Reminder
from trusts.models.message import Message
from trusts.models.rights import Erasure, Hold, RetentionPeriod
from trusts.models.row_change import RowChange
from trusts.models.seal import Seal
from trusts.models.security_event import SecurityEvent
from trusts.models.sharing import SharingAgreement
from trusts.models.support import SupportAccess, SupportAgent
from trusts.models.trust import Trust, University
from trusts.models.user import Membership, Person, UniversityMembership, User

__all__ = [
    "DETAILS",
    "CalendarFeed",
    "Erasure",
    "Event",
    "FileLink",
    "Hold",
    "IdentityProvider",
    "Invitation",
    "LogoUpload",
    "MailSettings",
    "Membership",
    "Message",
    "MessageTemplate",
    "NoticePreference",
    "Person",
    "Reminder",
    "RetentionPeriod",
    "RowChange",
    "Seal",
    "SecurityEvent",
    "SharingAgreement",
    "Stateful",
    "StoredFile",
    "SupportAccess",
    "SupportAgent",
    "Trust",
    "TrustManager",
    "TrustOwned",
    "TrustQuerySet",
    "University",
    "UniversityMembership",
    "User",
    "owned_manager",
]
