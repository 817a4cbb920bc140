"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import email
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_safe

from accounts.views import set_language

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("measures.urls")),
    # Shown, not changed: the night writes to this address, so administrators keep it.
    path("accounts/email/", require_safe(email), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
