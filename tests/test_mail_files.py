"""Mails as files, where there is no mail server."""

from pathlib import Path

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from qingdao_tracker.mail import EmailBackend


def test_each_mail_is_two_files_named_by_day_and_recipient(tmp_path: Path) -> None:
    with_html = EmailMultiAlternatives("Subject", "text", to=["official@example.org"])
    with_html.attach_alternative("<p>进展</p>", "text/html")
    without = EmailMultiAlternatives("Subject", "words", to=["../a b@example.org"])
    backend = EmailBackend(alias="default", file_path=str(tmp_path))
    assert backend.send_messages([with_html, with_html, without]) == 3
    day = timezone.localdate()
    names = ["..-a-b-01.eml", "..-a-b-01.txt"]
    names += [f"official-{number}.{kind}" for number in ("01", "02") for kind in ("eml", "html")]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{day}-{name}" for name in names]
    assert (tmp_path / f"{day}-official-02.html").read_text() == "<p>进展</p>"
    assert b"Subject: Subject" in (tmp_path / f"{day}-official-01.eml").read_bytes()
    assert (tmp_path / f"{day}-..-a-b-01.txt").read_text() == "words"
