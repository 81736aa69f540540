"""Places in other towns are said to be there; what has a name in Plzeň stays in Plzeň."""

from collections.abc import Sequence

import pytest

from districts.lookup.other_towns import find_other_town
from districts.lookup.typed_address import Token, tokenise


def is_known(tokens: Sequence[Token]) -> bool:
    return [token.text for token in tokens] == ["americka"]


@pytest.mark.parametrize(
    ("query", "town"),
    [
        *(("Chrást", "Chrást"), ("chrast", "Chrást"), ("Chrást u Plzně", "Chrást"), ("Praha", "Praha")),
        *(("Starý Plzenec", "Starý Plzenec"), ("ve Starém Plzenci", "Starý Plzenec"), ("Zruč-Senec", "Zruč-Senec")),
        *(("v Rokycanech", "Rokycany"), ("do Prahy", "Praha"), ("v Praze", "Praha"), ("z Dobřan", "Dobřany")),
        *(("v Dýšině", "Dýšina"), ("u Třemošné", "Třemošná"), ("na Zbůchu", "Zbůch"), ("v Domažlicích", "Domažlice")),
        *(("v Českých Budějovicích", "České Budějovice"), ("z Karlových Varů", "Karlovy Vary"), ("v Brně", "Brno")),
        *(("Dobřany 12", "Dobřany"), ("Dobřany č. p. 12", "Dobřany"), ("330 03 Chrást", "Chrást")),
        *(("Nádražní 5, Rokycany", "Rokycany"), ("Rokycany, Nádražní 5", "Rokycany"), ("Kostelní 8 Chrást", "Chrást")),
        *(("Husova 12, 337 01 Rokycany", "Rokycany"), ("Americká 42, Praha", "Praha"), ("Americká Praha", "Praha")),
        *(("v Praze na Americké 5", "Praha"), ("Masná, Písek", "Písek"), ("Prague", "Praha")),
        *(("Chrást, okres Plzeň-město", "Chrást"), ("Letkov 5, okres Plzeň-město", "Letkov")),
    ],
)
def test_a_town_or_an_address_in_it_is_recognised(query: str, town: str) -> None:
    assert find_other_town(tokenise(query), is_known=is_known) == town


@pytest.mark.parametrize(
    "query",
    [
        *(
            "most",
            "na mostě",
            "radnice",
            "rybník 5",
            "Písek",
            "prahy",
            "rokycanech",
            "do práce",
            "vlak do Prahy",
            "z Prahy do Brna",
            "hluk",
            "úlice",
        ),
        *("Rokycanská", "Rokycanská 5", "Pražská", "chrastí", "policie Rokycany", "Plzeň", "v Plzni", "pes v Praze"),
    ],
)
def test_anything_else_is_none(query: str) -> None:
    assert find_other_town(tokenise(query), is_known=is_known) is None
