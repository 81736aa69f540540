"""Every field of every table, by what it says about people. A test fails on a field that is not listed.

*Personal* is what somebody wrote or what tells who they are; `mailbox/retention/erasing.py` says how long it stays.
*Operational* is what the portal needs to work and to count, and says at most who of the staff did what. *Public* is on
the pages.
"""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one table; the automatic number of a row is not listed."""

    personal: frozenset[str]
    operational: frozenset[str]
    public: frozenset[str]

    @property
    def listed(self) -> list[str]:
        """All of them; one that is listed twice is in it twice."""
        return [*self.personal, *self.operational, *self.public]


def _list_fields(*, personal: str = "", operational: str = "", public: str = "") -> Fields:
    return Fields(frozenset(personal.split()), frozenset(operational.split()), frozenset(public.split()))


def _in_all_languages(fields: str) -> str:
    """The columns of translated fields."""
    endings = ["", *(f"_{code}" for code, _name in settings.LANGUAGES)]
    return " ".join(name + ending for name in fields.split() for ending in endings)


FIELDS: dict[str, Fields] = {
    # --- messages: personal content goes after the retention period
    "mailbox.Message": _list_fields(
        personal="text name email phone place lat lon search_text sealed_receipt danger",
        operational="kind topic language district infobox post desk rule routing told state screening suspicion "
        "outcome merged_into unread assigned_to snoozed_until received_at due_on read_at answered_at closed_at "
        "reminded_at escalated_at erased_at submission_hash receipt_hash",
    ),
    "mailbox.Reply": _list_fields(personal="text", operational="message kind author signed created_at"),
    "mailbox.Attachment": _list_fields(personal="name", operational="message reply width height size"),
    "mailbox.FoundItem": _list_fields(operational="message item where_now state handed_over_at"),
    "mailbox.Event": _list_fields(operational="message kind at actor detail"),
    # Forgotten after a day; what is personal is the sealed receipt code.
    "mailbox.BulkRun": _list_fields(operational="user action at undone_at"),
    "mailbox.BulkItem": _list_fields(personal="before", operational="run message event replies mails"),
    "mailbox.Draft": _list_fields(personal="text", operational="message user kind version saved_at"),
    "mailbox.Presence": _list_fields(operational="message user seen_at writing_at"),
    "mailbox.Erasure": _list_fields(operational="message_number reason erased_at actor replies photos mails"),
    "mailbox.Notification": _list_fields(operational="message kind recipient email created_at instead_of"),
    "mailbox.DeadAddress": _list_fields(
        public="address", operational="since refused bounced_at"
    ),  # of people and places that answer
    "mailbox.Desk": _list_fields(operational="name email default members"),
    "mailbox.RoutingRule": _list_fields(operational="position topic kind borough district role desk active"),
    "mailbox.SavedReply": _list_fields(operational="title use topic " + _in_all_languages("text")),
    "mailbox.Alarm": _list_fields(operational="kind count told_at"),
    # Deleted with the day: afterwards a key leads to no address.
    "mailbox.DailySalt": _list_fields(operational="day salt"),
    "mailbox.Tally": _list_fields(operational="scope key hour count"),
    # --- the mail queue: deleted with the message, and some time after sending
    "post_office.Email": _list_fields(
        personal="to cc bcc message html_message headers context",
        operational="from_email subject status recipient_delivery_status priority created last_updated scheduled_time "
        "expires_at message_id number_of_retries template backend_alias",
    ),
    "post_office.Log": _list_fields(operational="email date status exception_type message"),
    "post_office.Attachment": _list_fields(personal="file name headers", operational="emails mimetype"),
    "post_office.EmailTemplate": _list_fields(
        operational="name description created last_updated subject content html_content language default_template"
    ),
    # --- people of the staff: as long as they have an account or a post
    "auth.User": _list_fields(
        personal="username first_name last_name email password",
        operational="last_login is_superuser is_staff is_active date_joined groups user_permissions",
    ),
    "auth.Group": _list_fields(operational="name permissions"),
    "auth.Permission": _list_fields(operational="name content_type codename"),
    "account.EmailAddress": _list_fields(personal="email", operational="user verified primary"),
    "account.EmailConfirmation": _list_fields(operational="email_address created sent key"),
    "mfa.Authenticator": _list_fields(personal="data", operational="user type created_at last_used_at"),
    "accounts.Invitation": _list_fields(operational="user nonce sent_at invited_by mail accepted_at"),
    "accounts.LastCode": _list_fields(operational="authenticator period"),
    "accounts.Device": _list_fields(personal="name", operational="user key_hash first_seen last_seen"),
    # Keyed hashes of accounts, names and addresses; for minutes, at most a day.
    "accounts.AttemptCount": _list_fields(operational="key count ends_at"),
    "accounts.Session": _list_fields(
        personal="session_data browser", operational="session_key expire_date user started_at seen_at"
    ),
    # Empty: sessions are kept in the table above.
    "sessions.Session": _list_fields(personal="session_data", operational="session_key expire_date"),
    # Who did what; never what a citizen wrote (see bezpecna_plzen/accounts/audit.py), nor from which address.
    "auditlog.LogEntry": _list_fields(
        operational="content_type object_pk object_id object_repr serialized_data action changes_text changes actor "
        "actor_email cid remote_addr remote_port timestamp additional_data"
    ),
    "admin.LogEntry": _list_fields(
        operational="action_time user content_type object_id object_repr action_flag change_message"
    ),
    "contenttypes.ContentType": _list_fields(operational="app_label model"),
    # --- who is responsible where: published
    "districts.Person": _list_fields(public="name phone email photo verified_on", operational="user illustrative"),
    "districts.Post": _list_fields(public="role district borough"),
    "districts.Tenure": _list_fields(public="post start end person"),
    "districts.Absence": _list_fields(public="post start end substitute"),
    "districts.Station": _list_fields(
        public="kind name address lat lon hours phone email verified_on", operational="staff illustrative"
    ),
    "districts.Department": _list_fields(public="name address hours phone email verified_on"),
    "districts.Borough": _list_fields(public="code name office boundary"),
    "districts.District": _list_fields(
        public="number designation name borough mp_station pcr_station boundary description"
    ),
    "districts.BoundarySet": _list_fields(public="features", operational="created_at origin author"),
    "districts.Part": _list_fields(public="code name"),
    "districts.Street": _list_fields(public="code name slug"),
    "districts.Address": _list_fields(
        public="code street part number_type house_number orientation_number orientation_letter postcode lat lon "
        "district borough"
    ),
    "districts.Locality": _list_fields(public="name lat lon radius_m"),
    "districts.KnownPlace": _list_fields(
        public="name other_names kind address register_address lat lon radius_m verified_on",
        operational="source published",
    ),
    "districts.InfoBox": _list_fields(
        public="name address lat lon emptied state note photo verified_on", operational="illustrative"
    ),
    "districts.ImportRun": _list_fields(operational="kind source demo started_at finished_at succeeded report"),
    # Goes with the person, place or period that it is of. What the city's list says of somebody was published once; who
    # had it taken off the pages by hand may not want it there again.
    "districts.ImportedValues": _list_fields(
        personal="values", operational="person tenure district borough known_place"
    ),
    "districts.Revision": _list_fields(operational="stamp"),
    "districts.TableRevision": _list_fields(operational="table stamp"),
    "districts.Notice": _list_fields(
        public="published_from published_to banner_until districts changed_at " + _in_all_languages("title text")
    ),
    "faq.Topic": _list_fields(
        public="slug position reply_days shown takes_messages sensitive "
        + _in_all_languages("title summary urgent guidance")
    ),
    "faq.Question": _list_fields(
        public="slug topics related published_from published_to verified_on " + _in_all_languages("title answer"),
        operational="keywords author changed_at",
    ),
    "faq.OldSlug": _list_fields(public="slug question"),
    "faq.Feedback": _list_fields(operational="question month helped not_helped"),
    "faq.HelpContact": _list_fields(
        public="name phone web address free anonymous topics position is_shown verified_on "
        + _in_all_languages("about hours languages"),
        operational="sources",
    ),
    "faq.Page": _list_fields(public="slug reviewed_on " + _in_all_languages("title body")),
    "faq.Synonym": _list_fields(operational="words"),
    # Digits and e-mail addresses are masked before anything is stored.
    "faq.UnansweredSearch": _list_fields(operational="text language count last_on"),
    "faq.LinkCheck": _list_fields(operational="content_type object_id language url outcome status leads_to checked_at"),
    "faq.Edition": _list_fields(operational="stamp"),
}
