"""The public pages that the checks of every page go through: one of each kind, and each of its states.

They are Czech addresses on the data of the demonstration; other languages have the same ones under their prefix.
"""

from django.conf import settings

# Without a build step; for pages that a fixture reads for a whole module.
PLAIN_FILES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "/",
    "/najit/",
    "/najit/?q=Klatovsk%C3%A1",  # in several districts
    "/najit/?q=hluk+Klatovsk%C3%A1",  # a street or a question?
    "/najit/?q=xyzxyz",  # nothing like it
    "/najit/?q=chci+um%C5%99%C3%ADt",  # whom to call, before anything else
    "/najit/?q=ztratil+se+mi+syn+a+c%C3%ADt%C3%ADm+plyn",  # in two dangers
    "/najit/?lat=50.08&lon=14.42",  # not in Plzeň
    "/okrsky/",
    "/okrsky/14/",
    "/okrsky/14/?adresa=2000000109",  # the district of an address
    "/okrsky/14/?lat=49.7475&lon=13.3776",  # or of a point
    "/okrsky/30/",
    "/okrsky/99/",  # it was abolished
    "/okrsky/9999/",  # there never was one
    "/ulice/",
    "/ulice/klatovska-trida/",
    "/schranky/",
    "/schranky/?q=okrsek+7",
    "/schranky/?q=Klatovsk%C3%A1",
    "/schranky/?q=xyzxyz",
    "/schranky/?lat=49.7475&lon=13.3776",
    "/temata/verejny-poradek/",
    "/temata/plzni-to/",
    "/temata/domaci-nasili/",  # sensitive: with a way out
    "/dotazy/",
    "/dotazy/?q=odpad",
    "/dotazy/?q=qwxz",
    "/dotazy/?q=bije+m%C4%9B",
    "/dotazy/soused-pali-odpad/",
    "/dotazy/soused-pali-odpad/?pomohla=ano",
    "/dotazy/soused-pali-odpad/?pomohla=ne",
    "/dotazy/ublizuje-mi-partner/",
    "/aktuality/",
    "/o-projektu/",
    "/kontakt/",
    "/pristupnost/",
    "/soukromi/",
    "/api/v1/docs",
    "/neni-tu/",
]
# Those whose layout or words differ most; each language is looked at on them daily.
MAIN = [
    "/",
    "/najit/?q=hluk+Klatovsk%C3%A1",
    "/najit/?q=chci+um%C5%99%C3%ADt",
    "/okrsky/14/",
    "/ulice/klatovska-trida/",
    "/schranky/?q=okrsek+7",
    "/temata/domaci-nasili/",
    "/dotazy/soused-pali-odpad/?pomohla=ne",
    "/neni-tu/",
    "/infoschranka/",
    "/infoschranka/stav/",
]
ONLY_IN_ENGLISH = ["/api/v1/docs"]
ERRORS = {"/okrsky/99/": 410, "/okrsky/9999/": 404, "/neni-tu/": 404}
# Their one cookie is that of the form.
FORMS = ["/infoschranka/", "/infoschranka/?district=7", "/infoschranka/odeslano/", "/infoschranka/stav/"]


def in_language(code: str, path: str) -> str:
    """The address of a page in a language; of a page that is in English only, its one address."""
    return path if code == settings.LANGUAGE_CODE or path in ONLY_IN_ENGLISH else f"/{code}{path}"
