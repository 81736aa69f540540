"""Which address of the register a known place stands at.

What was written stays with the place. The register's record may be deleted by an import and come back with a later one;
so places that have none are linked again after each import of addresses.
"""

from districts.lookup import atlas, finder
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Found
from districts.models import KnownPlace


def find_register_address(written: str, *, among: Atlas | None = None) -> int | None:
    """The code of the one address of the register that a text names; None if it names none, or several.

    Args:
        written: an address as people write it.
        among: the data to look in; as it is now by default.
    """
    if not written:
        return None
    found = finder.find_district(written, atlas=among or atlas.current())
    if not isinstance(found, Found) or found.address is None or found.understood != (found.address.label,):
        return None  # no address, or a known place that has one
    return found.address.code


def link_places() -> int:
    """Give the places that have no address of the register theirs.

    Returns:
        How many got one.
    """
    waiting = list(KnownPlace.objects.filter(register_address=None).exclude(address=""))
    if not waiting:
        return 0
    now = atlas.current()  # once: after each place that is saved it would be read anew
    linked = 0
    for place in waiting:
        if code := find_register_address(place.address, among=now):
            place.register_address_id = code
            place.save(update_fields=["register_address"])
            linked += 1
    return linked
