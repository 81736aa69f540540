"""Which e-mail addresses are acceptable: the one definition for forms, records, imports, settings and the mail queue.

One mailbox, written as `jana@example.org`: letters of the alphabet without diacritics, digits and a few signs before
the @ (what every mail server takes), a public domain after it, also with diacritics. RFC 5321 knows more – quoted names
with commas and spaces, comments, addresses of computers, `jana@localhost`. Nobody's mailbox is called so, and software
on the way reads some of it as another mailbox, or as several: Postfix sends `jana%example.org@plzen.eu` on to
`jana@example.org` when plzen.eu is its own.
"""

import re
import unicodedata
from email.utils import getaddresses
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 254  # characters that an address has on its way (RFC 5321)
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn")  # kinds of characters that take no place, or have no meaning
_MISREAD = re.compile(r"[%!|]|^[-/]")  # by servers as a way to another mailbox, a command, an option or a file
# Domains for networks of one's own (RFC 6762, appendix G, and what Linux calls itself), which no other server knows.
_PRIVATE = {"corp", "home", "internal", "intranet", "lan", "localdomain", "private"}
_ENCODED = "=?"  # begins an encoded word of a header, which mail software decodes to any other name


def read_address(typed: str) -> str:
    """The address that somebody typed or pasted, as it is kept: without spaces around, the domain in small letters.

    Raises:
        ValidationError: it is not acceptable; says what to do.
    """
    address = re.sub(r"^mailto:(//)?\s*", "", typed.strip(), flags=re.IGNORECASE)
    try:
        return _parse_address(address).normalized
    except EmailNotValidError:
        raise ValidationError(_advise(address), code="invalid") from None


def deliverable_form(stored: str) -> str:
    """A stored address as the mail server gets it, its domain in ASCII; empty when it is not acceptable, as one from
    before this definition may be.
    """
    try:
        return _parse_address(stored).ascii_email or ""
    except EmailNotValidError:
        return ""


def same_mailbox_key(address: str) -> str:
    """The same for all spellings that may lead to one mailbox.

    Large and small letters, what follows a plus, and dots before the @ do not count. Not every provider reads them so,
    but it is safer to count two people as one than one person's mailbox as a thousand.
    """
    name, _at, domain = (deliverable_form(address) or address).casefold().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def is_sender(written: str) -> bool:
    """Whether mails can come from this: an acceptable address, or a name with one, `Portal <portal@example.org>`."""
    people = getaddresses([written])
    if len(people) != 1 or len(written) > MOST:
        return False
    _name, address = people[0]
    return bool(deliverable_form(address)) and written.endswith((address, f"<{address}>")) and written.isprintable()


def _parse_address(address: str) -> ValidatedEmail:
    if len(address) > MOST:
        raise EmailNotValidError("too long")
    parsed = validate_email(address, allow_smtputf8=False, check_deliverability=False, strict=True)
    if _ENCODED in parsed.local_part:
        raise EmailNotValidError("an encoded word")
    if _MISREAD.search(parsed.local_part):
        raise EmailNotValidError("an address within an address")
    last = (parsed.ascii_domain or "").rpartition(".")[2]
    if last in _PRIVATE or len(last) < 2:
        raise EmailNotValidError("not a public domain")
    return parsed


def _advise(address: str) -> "StrOrPromise":
    """What to do about an address that is not acceptable."""
    name, at, domain = address.rpartition("@")
    if len(address) > MOST:
        return _("This e-mail address is too long. Please check it.")
    if any(unicodedata.category(letter) in _INVISIBLE for letter in address):
        return _("There is an invisible character in the e-mail. Delete it all and type it by hand.")
    if meant := _guess_meant(address):
        return _("There is a slip in the e-mail. Did you mean %(meant)s?") % {"meant": meant}
    if not at or not name or not domain:
        return _("The e-mail is incomplete. Write it for example as jana@example.org.")
    if address.count("@") > 1 or re.search(r"[,;<>]", address):
        return _("Write one e-mail address only, without a name and brackets.")
    if not deliverable_form(f"{name}@example.org"):
        return _(
            "Before @ an e-mail has letters without diacritics, digits, dots, dashes, underscores or a plus, and no "
            "spaces. Please check it."
        )
    return _("After @ an e-mail has the name of a server, such as seznam.cz. Please check it.")


def _guess_meant(address: str) -> str:
    """The acceptable address that this is a slip of, or nothing: a comma for a dot, spaces around signs, a full stop
    behind, brackets around, letters of full width.
    """
    closed_up = re.sub(r"\s*([@.,])\s*", r"\1", unicodedata.normalize("NFKC", address)).strip(" .,;:<>\"'")
    name, _at, domain = closed_up.rpartition("@")
    meant = f"{name}@{domain.replace(',', '.')}"
    return meant if deliverable_form(meant) else ""
