"""Checking links: which ones there are, pages of our own, other sites over real HTTP, and what is kept and printed."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from faq.links import checking, fetching
from faq.links.checking import Link
from faq.links.fetching import Answer, Manners
from faq.models import HelpContact, LinkCheck, OldSlug, Page, Question, Topic
from tests.factories import make_found_link, make_help_contact, make_notice, make_question

Outcome = LinkCheck.Outcome
NEARBY = Manners(timeout_s=5, most_s=10, private_too=True)
HASTY = Manners(timeout_s=0.2, most_s=5, private_too=True)
AT_MOST = Manners(timeout_s=5, most_s=0.3, private_too=True)


class Site(BaseHTTPRequestHandler):
    """A site with every kind of trouble; keeps what it was asked."""

    asked: list[tuple[str, str]]
    over: threading.Event

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        """Do what the path says."""
        self.asked.append((self.command, self.path))
        what = self.path.strip("/").split("?")[0]
        if what == "silent":
            self.over.wait(10)
        elif what == "drip":
            self.drip()
        elif what == "no-head":
            self.send(405 if self.command == "HEAD" else 200)
        elif what == "first-bad":
            self.send(503 if len(self.asked) <= 2 else 200)
        elif what.isdecimal():
            self.send(int(what))
        else:
            code, target = REDIRECTS.get(what, (200, ""))
            self.send(code, target)

    def send(self, code: int, target: str = "") -> None:
        """An answer without a page."""
        self.send_response(code)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self) -> None:
        """A letter of the first line now and then, for ever."""
        try:
            while not self.over.wait(0.05):
                self.wfile.write(b"H")
        except OSError:
            pass

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is printed."""


REDIRECTS = {
    "moved": (301, "/new"),
    "moved-twice": (308, "/moved"),
    "elsewhere-today": (302, "/new"),
    "today-then-moved": (302, "/moved"),
    "round": (302, "/and-round"),
    "and-round": (302, "/round"),
    "to-a-file": (302, "file:///etc/passwd"),
    "to-nowhere": (302, "http://[/"),
    "to-bytes": (301, "/new \0č".encode().decode("latin-1")),  # as http.server writes headers
}


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a running site; `Site.asked` has what it was asked."""
    Site.asked, Site.over = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Site.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


# --- other sites ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("fine", Outcome.WORKS, 200),
        ("no-head", Outcome.WORKS, 200),
        ("first-bad", Outcome.WORKS, 200),
        ("404", Outcome.MISSING, 404),
        ("410", Outcome.MISSING, 410),
        ("500", Outcome.FAILING, 500),
        ("403", Outcome.REFUSED, 403),
        ("429", Outcome.REFUSED, 429),
        ("elsewhere-today", Outcome.WORKS, 200),
        ("today-then-moved", Outcome.WORKS, 200),
        ("round", Outcome.LOOP, 302),
        ("to-a-file", Outcome.INVALID, None),
        ("to-nowhere", Outcome.INVALID, None),
    ],
)
def test_what_comes_of_following_a_link(site: str, path: str, outcome: Outcome, status: int | None) -> None:
    assert fetching.fetch(f"{site}/{path}", manners=NEARBY) == Answer(outcome, status)


def test_what_moved_for_good_is_told_with_its_new_address(site: str) -> None:
    wanted = Answer(Outcome.MOVED, 200, f"{site}/new")
    assert fetching.fetch(f"{site}/moved", manners=NEARBY) == wanted
    assert fetching.fetch(f"{site}/moved-twice", manners=NEARBY) == wanted


def test_a_new_address_has_no_bytes_that_no_address_and_no_database_takes(site: str) -> None:
    assert fetching.fetch(f"{site}/to-bytes", manners=NEARBY) == Answer(Outcome.MOVED, 200, f"{site}/new%20%00%C4%8D")


def test_a_site_is_asked_without_the_page_first_and_once_more_only_after_trouble(site: str) -> None:
    fetching.fetch(f"{site}/fine", manners=NEARBY)
    fetching.fetch(f"{site}/404", manners=NEARBY)
    assert Site.asked == [("HEAD", "/fine"), ("HEAD", "/404"), ("GET", "/404")]
    Site.asked.clear()
    fetching.fetch(f"{site}/500", manners=NEARBY)
    assert [method for method, _path in Site.asked] == ["HEAD", "GET"] * 2


def test_silence_is_not_waited_for(site: str) -> None:
    assert fetching.fetch(f"{site}/silent", manners=HASTY).outcome == Outcome.TIMEOUT


def test_nor_is_an_answer_that_never_ends(site: str) -> None:
    assert fetching.fetch(f"{site}/drip", manners=AT_MOST).outcome == Outcome.TIMEOUT


def test_not_even_when_it_took_long_to_connect(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def slow(*arguments: Any, **named: Any) -> Any:
        Site.over.wait(2 * AT_MOST.most_s)
        return known(*arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    end = threading.Timer(10, Site.over.set)
    end.start()
    assert fetching.fetch(f"{site}/drip", manners=AT_MOST).outcome == Outcome.TIMEOUT
    assert not Site.over.is_set()
    end.cancel()


def test_a_site_that_is_gone_cannot_be_reached() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert fetching.fetch(f"http://127.0.0.1:{port}/", manners=NEARBY).outcome == Outcome.UNREACHABLE
    assert fetching.fetch("http://neni.invalid/", manners=NEARBY).outcome == Outcome.UNREACHABLE


@pytest.mark.parametrize(
    "url", ["https://", "ftp://a.example/", "http://me@127.0.0.1/", "http://[/", "http://a:99999/"]
)
def test_what_is_no_web_address_is_said_to_be_none(url: str) -> None:
    assert fetching.fetch(url, manners=NEARBY).outcome == Outcome.INVALID


def test_private_networks_are_not_asked_whatever_their_name(site: str) -> None:
    port = site.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"):  # noqa: S104
        for name in (f"{host}:{port}", host):
            assert fetching.fetch(f"http://{name}/", manners=Manners()).outcome == Outcome.FORBIDDEN, name
    assert Site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("2002:a00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert fetching.is_public(address) is public


# --- which links there are ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_links_are_read_in_every_language_of_every_kind_of_text() -> None:
    rich = '<p><a href="/kontakt/">a</a> <a href="tel:156">156</a> <a href="mailto:a@b.cz">@</a></p>'
    question = make_question(
        answer=rich, title_en="E", answer_en='<p><a href="https://a.example/?b=1&amp;c=2">a</a></p>'
    )
    assert checking.links_of(question) == [Link("cs", "/kontakt/"), Link("en", "https://a.example/?b=1&c=2")]
    notice = make_notice(text="Více na https://plzen.example/a nebo info@plzen.example.")
    assert checking.links_of(notice) == [Link("cs", "https://plzen.example/a")]
    assert checking.links_of(make_help_contact(web="https://linka.example/")) == [Link("", "https://linka.example/")]


# --- our own pages --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_links_to_our_own_pages_are_followed_to_what_the_public_gets() -> None:
    question = make_question("verejna")
    make_question("koncept", published_from=None)
    OldSlug.objects.create(slug="stara", question=question)
    found = {
        path: checking.ask_ourselves(path).outcome
        for path in ("/dotazy/verejna/", "/en/dotazy/verejna/", "/dotazy/koncept/", "/dotazy/stara/", "/neni/", "/?q=1")
    }
    assert found == {
        "/dotazy/verejna/": Outcome.WORKS,
        "/en/dotazy/verejna/": Outcome.WORKS,
        "/dotazy/koncept/": Outcome.MISSING,
        "/dotazy/stara/": Outcome.MOVED,
        "/neni/": Outcome.MISSING,
        "/?q=1": Outcome.WORKS,
    }


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/dotazy/?q=pes#a", "/dotazy/?q=pes"),
        ("http://127.0.0.1:8000", "/"),
        ("//127.0.0.1:8000/a/", "/a/"),
        ("https://plzen.eu/", None),
        ("//plzen.eu/", None),
    ],
)
def test_which_links_are_our_own(url: str, path: str | None) -> None:
    assert checking.own_path(url) == path


# --- what is kept and printed ---------------------------------------------------------------------------------------


def check(*arguments: str) -> tuple[str, int]:
    """What the command prints and how it ends."""
    output = StringIO()
    try:
        call_command("check_links", *arguments, stdout=output)
    except SystemExit as end:
        return output.getvalue(), int(end.code or 0)
    return output.getvalue(), 0


@pytest.fixture
def _nothing_shipped() -> None:
    for model in (Question, HelpContact, Page):
        model._default_manager.all().delete()
    for topic in Topic.objects.all():
        for code in ("cs", "en", "uk", "de", "vi"):
            setattr(topic, f"urgent_{code}", "")
            setattr(topic, f"guidance_{code}", "")
        topic.save()


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_shipped")
def test_the_command_keeps_and_prints_what_it_found_and_fails_for_what_is_broken(
    site: str, admin_client: Client
) -> None:
    hrefs = ["/kontakt-neni/", f"{site}/404", f"{site}/moved", f"{site}/fine"]
    question = make_question(answer="".join(f'<p><a href="{href}">a</a></p>' for href in hrefs))
    make_found_link(question, url="https://drive.example/")
    printed, code = check("--allow-private", "--timeout", "5")
    assert code == 1
    broken = "2 z\N{NO-BREAK SPACE}nich nikam nevedou"
    for text in (f"{site}/404", "stránka neexistuje", f"{site}/new", "4 odkazy", broken):
        assert text in printed
    assert f"{site}/fine" not in printed
    kept = {each.url: each.outcome for each in LinkCheck.objects.about(question)}
    assert kept == dict(zip(hrefs, ("missing", "missing", "moved", "works"), strict=True))
    page = admin_client.get("/admin/faq/linkcheck/", {"found": "broken"}).content.decode()
    assert f"/admin/faq/question/{question.pk}/change/?jazyk=cs" in page
    assert f"{site}/404" in page
    assert f"{site}/fine" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_shipped")
def test_internal_links_alone_leave_the_others_as_they_were(site: str) -> None:
    question = make_question(answer=f'<p><a href="/okrsky/">a</a> <a href="{site}/404">b</a></p>')
    make_found_link(question, url=f"{site}/404", outcome=Outcome.TIMEOUT)
    make_found_link(question, url="/byvale/")
    printed, code = check("--internal")
    assert (code, Site.asked) == (0, [])
    assert "1 odkaz" in printed
    assert {each.url: each.outcome for each in LinkCheck.objects.all()} == {
        "/okrsky/": "works",
        f"{site}/404": "timeout",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_shipped")
def test_without_leave_private_networks_are_broken_links(site: str) -> None:
    make_question(answer=f'<p><a href="{site}/fine">a</a></p>')
    printed, code = check()
    assert (code, Site.asked) == (1, [])
    assert "ve vnitřní síti" in " ".join(printed.split())


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_shipped")
def test_what_is_no_address_at_all_is_one_broken_link_among_the_others(site: str) -> None:
    make_notice(text=f"Více na http://[x] a https://exa[mple.cz a {site}/fine")
    make_question(answer='<p><a href="//a]b/">a</a></p>')
    printed, code = check("--allow-private", "--timeout", "5")
    assert code == 1
    assert "4 odkazy" in printed
    assert {each.url: each.outcome for each in LinkCheck.objects.all()} == {
        "http://[x]": "invalid",
        "https://exa[mple.cz": "invalid",
        "//a]b/": "invalid",
        f"{site}/fine": "works",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_shipped")
def test_what_is_printed_is_in_the_language_of_the_command_whatever_pages_were_asked() -> None:
    make_question(answer='<p><a href="/en/okrsky/">a</a></p>')
    printed, _code = check("--internal")
    assert "1 odkaz" in printed


@pytest.mark.django_db
def test_a_link_that_moved_says_where() -> None:
    with pytest.raises(IntegrityError, match="link_moved_somewhere"), transaction.atomic():
        make_found_link(make_question(), outcome=Outcome.MOVED, leads_to="")


@pytest.mark.django_db
def test_progress_is_told_for_every_different_link(site: str) -> None:
    told: list[tuple[int, int]] = []
    question = make_question(answer=f'<p><a href="/okrsky/">a</a> <a href="{site}/404">b</a></p>')
    checking.check_links(
        [question, question],
        now=timezone.now(),
        internal_only=False,
        manners=NEARBY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]
