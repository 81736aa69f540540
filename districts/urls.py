"""Addresses of the finder, districts and streets (see the public contract: these never change)."""

from django.urls import path

from districts import photos, views

app_name = "districts"
urlpatterns = [
    path("najit/", views.find, name="find"),
    path("okrsky/", views.index, name="index"),
    path("okrsky/<int:number>/", views.district, name="district"),
    path("ulice/", views.streets, name="streets"),
    path("ulice/<slug:slug>/", views.street, name="street"),
    path("schranky/", views.infobox_list, name="infoboxes"),
    path("schranky/foto/<str:name>", photos.serve, {"folder": "infoboxes"}, name="infobox_photo"),
    path("okrsky/foto/<str:name>", photos.serve, {"folder": "portraits"}, name="portrait"),
]
