"""What the scripts of the admin say and have no Czech for: those words are in our catalogue."""

from django.utils.translation import gettext_noop

WORDS = [
    # The rich text editor's.
    gettext_noop("Cancel"),
    gettext_noop("Edit Link"),
    gettext_noop("Insert"),
    gettext_noop("Title"),
    gettext_noop("URL"),
    gettext_noop("Update"),
    gettext_noop("List properties"),
    gettext_noop("List type"),
    gettext_noop("Start at"),
    gettext_noop("Bullets"),
    gettext_noop("Decimal numbers"),
    gettext_noop("Lowercase letters"),
    gettext_noop("Uppercase letters"),
    gettext_noop("Lowercase Roman numerals"),
    gettext_noop("Uppercase Roman numerals"),
    # Our own names of its buttons, see static/faq/editor.js.
    gettext_noop("Bold"),
    gettext_noop("Italic"),
    gettext_noop("Bulleted list"),
    gettext_noop("Numbered list"),
    gettext_noop("Link"),
    gettext_noop("Remove the link"),
    gettext_noop("Undo"),
    gettext_noop("Redo"),
    gettext_noop("Paragraph"),
    gettext_noop("Heading"),
    gettext_noop("Smaller heading"),
    gettext_noop("What you changed is not saved. Leave it?"),
    # Django's own lists with two boxes.
    gettext_noop('Choose %s by selecting them and then select the "Choose" arrow button.'),
    gettext_noop('Remove %s by selecting them and then select the "Remove" arrow button.'),
    gettext_noop("Choose all %s"),
    gettext_noop("Remove all %s"),
]
