"""What staff are told when something cannot be done with a message, and what to do instead."""

from django.utils.translation import gettext_lazy as _

ITSELF_MERGED = _("Message %d is itself merged. Merge with message %d instead.")
TO_BE_REVIEWED = _("The message waits for review. Say first that it is not spam.")
CLOSED = _("The message is closed. Open it again first.")
CONTENT_ERASED = _("The content of the message has been erased; nothing can be done with it.")
NOTHING_ADDED = _("The content of the message has been erased; nothing can be added.")
NOTHING_TO_SEND = _("The message has been erased, so there is nothing to send.")
ONLY_CLOSED = _("Only a closed message can be opened again.")
HAS_AN_ANSWER = _("This message has been answered, so it is no spam. Close it instead.")
IS_MERGED = _("This message is merged with another one. Open the merged one again first.")
NO_FOUND_THING = _("The message is not about a found thing.")
STILL_FOUND = _("The thing is only “found” so far. Say first what happened to it, then close the message as solved.")
CHOOSE_ANOTHER = _("Message %d is closed or held for review. Choose another one.")
