"""Django's admin classes as the type checker knows them: generic, which at run time they are not."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import ModelForm

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyModelForm = ModelForm[Any]
else:
    AnyModelAdmin = admin.ModelAdmin
    AnyModelForm = ModelForm
