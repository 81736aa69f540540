"""Addresses of districts and streets (docs/public-contract.md promises that they stay).

The finder shares its field with the questions, so its page `districts:find` is added where both are known.
"""

from django.urls import path

from districts import photos, views

app_name = "districts"
urlpatterns = [
    path("okrsky/", views.index, name="index"),
    path("okrsky/<int:number>/", views.district, name="district"),
    path("okrsky/<int:number>/obrazek.png", views.picture, name="picture"),
    path("obrazek.png", views.picture, name="city_picture"),
    path("ulice/", views.streets, name="streets"),
    path("ulice/<slug:slug>/", views.street, name="street"),
    path("schranky/", views.infobox_list, name="infoboxes"),
    path("schranky/foto/<str:name>", photos.serve_photo, {"folder": "infoboxes"}, name="infobox_photo"),
    path("aktuality/", views.notice_list, name="notices"),
    path("aktuality/atom.xml", views.notices_feed, name="notices_feed"),
    path("aktuality/<int:number>/", views.notice, name="notice"),
    path("okrsky/foto/<str:name>", photos.serve_photo, {"folder": "portraits"}, name="portrait"),
]
