"""How allauth behaves here."""

from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """People of a department go to its desk; others have none."""
        user = cast(User, request.user)
        return "/desk/" if user.department_ids else super().get_login_redirect_url(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
