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
    text_sources: tuple[str, ...] = ()  # that it reads text messages (SMS), too

    @property
    def address(self) -> str:
        """What a link dials."""
        return f"tel:{self.number.replace(' ', '')}"

    @property
    def text_address(self) -> str:
        """What a link writes a text message to."""
        return f"sms:{self.number.replace(' ', '')}"


@dataclass(frozen=True, slots=True)
class Chat:
    """A page where somebody answers in writing, in Czech."""

    address: str
    name: str
    who: str | Promise
    sources: tuple[str, ...]


_CALLS = ("https://radyvnouzi.cz/co-delat/tisnove-volani/", "https://cislo.info/tisnova-volani.php")
# The law has let these numbers take text messages since 2022; read on 1 December 2026.
_FIRE_SERVICE_ON_TEXTS = (
    "https://hzscr.cz/clanek/informacni-servis-pro-neslysici-tisnova-komunikace-prostrednictvim-sms.aspx"
)
_LAW_ON_TEXTS = (
    "https://advokatnidenik.cz/2022/01/03/od-noveho-roku-je-mozne-posilat-na-tisnove-linky-i-textove-zpravy/"
)
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
VICTIMS = Line(
    "116 006",
    _("for victims of violence and crime"),
    (
        "https://www.116006.cz/",
        "https://www.domacinasili.cz/linka-116-006-pomaha-obetem-kriminality-a-domaciho-nasili/",
    ),
)
FAMILIES = Line(
    "116 000",
    _("for families of missing children"),
    (
        _HELP,
        "https://socialnisluzby.plzen.eu/aktuality/starsi-aktuality/pri-jakemkoliv-ohrozeni-ditete-muzete-volat-linku-ztracene-dite",
    ),
)
ANY = Line(
    "112",
    _("any emergency"),
    _CALLS,
    (
        _FIRE_SERVICE_ON_TEXTS,
        _LAW_ON_TEXTS,
        "https://www.parlamentnilisty.cz/zpravy/tiskovezpravy/HZS-Tisnova-linka-112-funguje-uz-22-let-786944",
    ),
)
POLICE = Line(
    "158",
    _("Police"),
    _CALLS,
    (
        _LAW_ON_TEXTS,
        "https://www.impuls.cz/regiony/praha/david-juza-dispecer-policie-rozhovor-linka-158.A240304_092007_imp-praha_air",
    ),
)
MUNICIPAL_POLICE = Line("156", _("Municipal Police"), _CALLS)
AMBULANCE = Line(
    "155",
    _("ambulance"),
    _CALLS,
    (
        "https://www.vitalia.cz/clanky/zachranka-pomoc-sms/",
        "https://www.irozhlas.cz/zpravy-domov/zachranka-155-zdravotnictvi-filip-malenak_2508151522_gut",
    ),
)
FIRE_BRIGADE = Line("150", _("fire brigade"), _CALLS, (_FIRE_SERVICE_ON_TEXTS, _LAW_ON_TEXTS))
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
CHILDREN_CHAT = Chat(
    "https://www.linkabezpeci.cz/chat",
    "Linka bezpečí",
    _("for children and students, every day from 9 to 13 and from 15 to 19"),
    (
        "https://www.linkabezpeci.cz/chat",
        "https://ct24.ceskatelevize.cz/clanek/domaci/chatovaci-kapacity-linky-bezpeci-nestaci-chce-je-posilit-365144",
    ),
)
EVERYBODYS_CHAT = Chat(
    "https://www.chat-pomoc.cz/",
    "Pražská linka důvěry",
    _("for everybody, wherever they live"),
    (
        "https://www.csspraha.cz/prazska-linka-duvery",
        "https://www.krizova-pomoc.cz/post/chat-prazske-linky-duvery-v-novem-kabate",
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
            Danger.VIOLENCE: (POLICE, ANY, VICTIMS, CHILDREN),
            Danger.DESPAIR: (FIRST_HELP, CHILDREN, AMBULANCE, ANY),
            Danger.LOST_CHILD: (POLICE, ANY, FAMILIES),
        }[self]

    @property
    def texted(self) -> tuple[Line, ...]:
        """Whom to write a text message if one cannot speak or hear, the first one first."""
        return tuple(line for line in self.lines if line.text_sources)

    @property
    def chats(self) -> tuple[Chat, ...]:
        """Where to write to somebody who listens."""
        return {Danger.VIOLENCE: (CHILDREN_CHAT,), Danger.DESPAIR: (CHILDREN_CHAT, EVERYBODYS_CHAT)}.get(self, ())
