"""The numbers to call in an emergency and in each danger: written here and nowhere else in the code and the templates.

With where they come from, so that they can be checked again.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Line:
    """A number that answers free of charge."""

    number: str
    who: str | Promise
    sources: tuple[str, ...]

    @property
    def address(self) -> str:
        """What a link dials."""
        return f"tel:{self.number.replace(' ', '')}"


_CALLS = ("https://radyvnouzi.cz/co-delat/tisnove-volani/", "https://cislo.info/tisnova-volani.php")
_HELP = "https://www.irozhlas.cz/zpravy-domov/bezplatna-linka-psychicke-pomoci-omezuje-provoz-prosinec-je-pritom_2412080600_job"
FIRST_HELP = Line(
    "116 123",
    _("for adults: somebody who listens"),
    (
        _HELP,
        "https://www.idnes.cz/praha/zpravy/linka-duvery-bohnice-ukoncena-cinnost-nedostatek-financi-psychika.A240110_100533_praha-zpravy_vich",
    ),
)
CHILDREN = Line(
    "116 111",
    _("for children and students"),
    (
        _HELP,
        "https://www.irozhlas.cz/zivotni-styl/spolecnost/linka-bezpeci-polovina-deti-se-nam-kvuli-pretizenosti-napoprve-nedovola-temata_2504010700_jar",
    ),
)
ANY = Line("112", _("any emergency"), _CALLS)
POLICE = Line("158", _("Police"), _CALLS)
MUNICIPAL_POLICE = Line("156", _("Municipal Police"), _CALLS)
AMBULANCE = Line("155", _("ambulance"), _CALLS)
FIRE_BRIGADE = Line("150", _("fire brigade"), _CALLS)
EMERGENCY = (ANY, POLICE, MUNICIPAL_POLICE, AMBULANCE, FIRE_BRIGADE)
# Numbers that people type into a search field to be helped at once; the page then dials them.
EMERGENCY_NUMBERS = frozenset(line.number for line in EMERGENCY)
GAS = Line(
    "1239",
    _("gas emergency service"),
    (
        "https://www.idnes.cz/zpravy/domaci/unik-plynu-povodne-pohotovostni-linka-hasici.A240916_173834_domaci_pukk",
        "https://ppas.cz/aktuality/intenzivnejsi-zapach-odhali-i-nepatrny-unik-zemniho-plynu",
    ),
)


class Danger(StrEnum):
    """What somebody may be in, the most pressing first."""

    GAS = "gas"
    VIOLENCE = "violence"
    DESPAIR = "despair"
    LOST_CHILD = "lost_child"

    @property
    def lines(self) -> tuple[Line, ...]:
        """Whom to call, the first one first."""
        return {
            Danger.GAS: (GAS, ANY),
            Danger.VIOLENCE: (POLICE, ANY, CHILDREN),
            Danger.DESPAIR: (FIRST_HELP, CHILDREN, AMBULANCE, ANY),
            Danger.LOST_CHILD: (POLICE, ANY),
        }[self]
