"""Django's admin classes as the type checker knows them: generic, which at run time they are not."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import BaseInlineFormSet, ModelForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as StrOrLazy

    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyTabularInline = admin.TabularInline[Any, Any]
    AnyInlineFormSet = BaseInlineFormSet[Any, Any, Any]
    AnyModelForm = ModelForm[Any]
else:
    StrOrLazy = object
    AnyModelAdmin = admin.ModelAdmin
    AnyTabularInline = admin.TabularInline
    AnyInlineFormSet = BaseInlineFormSet
    AnyModelForm = ModelForm
