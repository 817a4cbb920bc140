"""A digest as a mail: text and HTML, in its recipient's language."""

from datetime import date
from email.utils import parseaddr
from functools import cache

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from measures.models import Digest
from measures.nightly.owed import Owed


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def subject_of(owed: Owed, *, demonstration: bool) -> str:
    """How many, and the most urgent state; says so where it is about invented data."""
    late = ngettext("%(count)d report overdue", "%(count)d reports overdue", owed.late) % {"count": owed.late}
    due = ngettext("%(count)d report due", "%(count)d reports due", owed.due) % {"count": owed.due}
    both = _("%(late)s, %(due)s") % {"late": late, "due": due}
    subject = both if owed.late and owed.due else late if owed.late else due
    return _("[Demonstration] %(subject)s") % {"subject": subject} if demonstration else subject


def message_id(digest: Digest) -> str:
    """The same for every delivery of a digest, so that a repeated one can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{digest.kind}.{digest.night:%Y%m%d}.{digest.recipient_id}.{digest.pk}@{domain}>"


def compose(digest: Digest, owed: Owed, today: date) -> EmailMultiAlternatives:
    """The mail that tells the digest's recipient what they owe."""
    person: User = digest.recipient
    with translation.override(person.mail_language):
        subject = subject_of(owed, demonstration=person.is_demonstration)
        context = {
            "person": person,
            "owed": owed,
            "today": today,
            "subject": subject,
            "language": person.mail_language,
            "site_url": settings.SITE_URL,
            "watches": not any(line.reports for line in owed.lines),
        }
        text = render_to_string("emails/owed.txt", context)
        html = render_to_string("emails/owed.html", context)
    headers = {"Message-ID": message_id(digest), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, to=[person.email], headers=headers)
    mail.attach_alternative(_inliner().inline(html), "text/html")
    return mail
