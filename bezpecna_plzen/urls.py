"""Where every address of the site leads."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from bezpecna_plzen.admin import style_guide
from bezpecna_plzen.api import page
from bezpecna_plzen.api.public_api import api, nothing_here
from bezpecna_plzen.site import search_page, views
from districts import urls as districts_urls
from faq.models import Page

handler400 = "bezpecna_plzen.site.error_pages.bad_request"
handler403 = "bezpecna_plzen.site.error_pages.forbidden"
handler500 = "bezpecna_plzen.site.error_pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", page.api_page, name="api_page"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("ucet/", include("bezpecna_plzen.accounts.urls")),
    path("admin/", admin.site.urls),
    path("styl/", admin.site.admin_view(style_guide.show_style_guide), name="style_guide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
]
# The pages: Czech without a prefix, other languages with the same paths under theirs.
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    *(path(f"{slug}/", views.page, {"slug": slug.value}, name=slug.name.lower()) for slug in Page.Slug),
    path(
        "",
        include(
            (
                [path("najit/", search_page.find_place_or_question, name="find"), *districts_urls.urlpatterns],
                "districts",
            )
        ),
    ),
    path("", include("mailbox.urls")),
    path("", include("faq.urls")),
    prefix_default_language=False,
)
