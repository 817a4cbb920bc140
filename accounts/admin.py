"""People, departments and who works for whom, as administrators keep them."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from modeltranslation.admin import TranslationAdmin

from accounts.models import Department, Membership, User

# What the frameworks show here without a Chinese of their own: allauth gives its model no name that could be
# translated, and Django's own Chinese lacks the choice that is none.
Authenticator._meta.verbose_name = _("second factor")
Authenticator._meta.verbose_name_plural = _("second factors")
gettext_noop("- Select an option -")

# Groups and further addresses would be second, silent answers beside a person's role and address.
admin.site.unregister([Group, allauth.account.admin.EmailAddress, allauth.mfa.admin.Authenticator])


class OneAddressEach(forms.ModelForm):  # type: ignore[type-arg]
    """People log in by their mail address, so no two may have the same."""

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if address and User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return address


class NewPersonForm(OneAddressEach, AdminUserCreationForm):  # type: ignore[type-arg]
    pass


class PersonForm(OneAddressEach, UserChangeForm):  # type: ignore[type-arg]
    pass


class PresentMemberships(admin.TabularInline[Membership, Any]):
    """Those there are. Which department or person one names does not change: that is a new one."""

    model = Membership
    extra = 0
    verbose_name_plural = _("memberships")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "department")


class NewMemberships(admin.TabularInline[Membership, Any]):
    """Further ones; apart from the present ones, whose choices would be fetched again for each row."""

    model = Membership
    extra = 1
    verbose_name_plural = _("new memberships")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).none()


class DepartmentsOfPerson(PresentMemberships):
    readonly_fields = ["department"]


class NewDepartmentsOfPerson(NewMemberships):
    autocomplete_fields = ["department"]


class PeopleOfDepartment(PresentMemberships):
    readonly_fields = ["user"]


class NewPeopleOfDepartment(NewMemberships):
    autocomplete_fields = ["user"]


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form = PersonForm
    add_form = NewPersonForm
    list_display = ["username", "last_name", "first_name", "email", "role", "language", "is_active"]
    list_filter = ["role", "is_active", "language", "is_demonstration", "memberships__department"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email", "language"]}),
        (_("What they may do"), {"fields": ["role", "is_active", "is_demonstration"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "last_name", "first_name", "email", "language", "role"]}),
        (None, {"fields": ["usable_password", "password1", "password2"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [DepartmentsOfPerson, NewDepartmentsOfPerson] if obj else [NewDepartmentsOfPerson]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        # allauth keeps addresses of its own: a former one must open the account no longer.
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # What goes with a person (drafts, devices) cannot be deleted on its own page, but goes with them.
        to_delete, counts, _permissions, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected


@admin.register(Department)
class DepartmentAdmin(TranslationAdmin[Department]):
    list_display = ["code", "name_en", "name_zh_hans", "is_demonstration"]
    list_filter = ["is_demonstration"]
    search_fields = ["code", "name_en", "name_zh_hans"]

    def get_inlines(self, request: HttpRequest, obj: Department | None) -> list[Any]:
        return [PeopleOfDepartment, NewPeopleOfDepartment] if obj else [NewPeopleOfDepartment]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ["user", "department", "role", "left_on"]
    list_filter = ["role", "department", ("left_on", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "department"]
    search_fields = ["user__username", "user__first_name", "user__last_name", "department__code"]
    autocomplete_fields = ["user", "department"]


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin[Authenticator]):
    """For who lost their device: it can be taken away. Its secret is shown to nobody."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
