"""Mails as files: each one as it would have been sent, and beside it the body to look at."""

import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased
from django.utils import timezone


class EmailBackend(filebased.EmailBackend):
    """Two files a mail, such as 2026-11-25-official-01.eml and 2026-11-25-official-01.html."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            self._keep(message)
        return len(email_messages)

    def _keep(self, message: EmailMessage) -> None:
        recipient = re.sub(r"[^\w.+-]+", "-", message.recipients()[0].rpartition("@")[0])
        name = f"{timezone.localdate()}-{recipient}"
        for number in count(1):
            path = Path(self.file_path) / f"{name}-{number:02}.eml"
            try:
                with path.open("xb") as file:
                    file.write(message.message().as_bytes())
            except FileExistsError:
                continue
            break
        kind, body = body_of(message)
        path.with_name(f"{path.stem}.{kind}").write_text(body, encoding="utf-8")


def body_of(message: EmailMessage) -> tuple[str, str]:
    """The HTML where there is some, otherwise the text; and which of them it is."""
    for content, mimetype in getattr(message, "alternatives", []):
        if mimetype == "text/html":
            return "html", str(content)
    return "txt", str(message.body)
