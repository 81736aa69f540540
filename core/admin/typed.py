"""Django's admin classes as the type checker knows them: generic, which at run time they are not."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.forms import BaseInlineFormSet, ModelForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as StrOrPromise  # for the modules that take it from here

    AnyBaseModelAdmin = BaseModelAdmin[Any]
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyStackedInline = admin.StackedInline[Any, Any]
    AnyInlineFormSet = BaseInlineFormSet[Any, Any, Any]
    AnyModelForm = ModelForm[Any]
else:
    StrOrPromise = object
    AnyBaseModelAdmin = BaseModelAdmin
    AnyModelAdmin = admin.ModelAdmin
    AnyStackedInline = admin.StackedInline
    AnyInlineFormSet = BaseInlineFormSet
    AnyModelForm = ModelForm
