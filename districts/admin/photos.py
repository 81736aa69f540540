"""Photos in the admin: uploaded ones become clean pictures, and a file goes with the row it belongs to."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.typed import AnyModelAdmin, AnyModelForm
from core.images.decoding import ACCEPT
from districts import photos


class PhotoInput(AdminFileWidget):
    """Shows the photo as it is served, not the file's place in the storage."""

    template_name = "admin/widgets/photo.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["photo_url"] = photos.photo_url(value.instance) if self.is_initial(value) else None
        return context


class PhotoForm(AnyModelForm):
    """A form with a photo; the uploaded one is made small and clean."""

    side_px = photos.SIDE_PX

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=PhotoInput(attrs={"accept": ACCEPT}),
        help_text=_("JPEG, PNG, WebP or HEIC. It is made smaller and its hidden data (place, camera) removed."),
    )

    def clean_photo(self) -> "File[bytes] | bool | None":
        """The photo to keep, a new one, or False to remove it."""
        photo: File[bytes] | bool | None = self.cleaned_data["photo"]
        return photos.prepare_photo(photo, side_px=self.side_px) if isinstance(photo, UploadedFile) else photo


class WithPhoto(AnyModelAdmin):
    """Rows with a field `photo`: a file that was replaced, or whose row is deleted, is removed."""

    def save_model(self, request: HttpRequest, obj: Any, form: PhotoForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "photo" in form.changed_data and (replaced := form.initial.get("photo")):
            photos.remove_after_commit(replaced.name)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        if obj.photo.name:
            photos.remove_after_commit(obj.photo.name)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        names = [name for name in queryset.values_list("photo", flat=True) if name]
        super().delete_queryset(request, queryset)
        for name in names:
            photos.remove_after_commit(name)
