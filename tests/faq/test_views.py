"""The topics: on the home page, each with its own page that leads to the form."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.models import Topic

pytestmark = pytest.mark.django_db


def test_a_topic_says_what_belongs_to_it_and_leads_to_the_form(client: Client) -> None:
    body = client.get("/temata/drogy/").content.decode()
    assert re.findall(r"<h1>([^<]+)</h1>", body) == ["Drogy a alkohol"]
    assert "Pohozené stříkačky" in body
    assert "pracovních dnů" in body.replace("\u00a0", " ")
    assert 'href="/infoschranka/?topic=drogy"' in body
    for number in (112, 156, 158):
        assert f'href="tel:{number}"' in body
    form = client.get("/infoschranka/?topic=drogy").content.decode()
    assert '<option value="drogy" selected>' in form


def test_a_topic_that_is_not_offered_has_no_page(client: Client) -> None:
    Topic.objects.filter(slug="drogy").update(shown=False)
    assert client.get("/temata/drogy/").status_code == client.get("/temata/neni/").status_code == 404


def test_the_home_page_leads_to_the_form_and_to_every_topic_on_offer(client: Client) -> None:
    Topic.objects.filter(slug="zvirata").update(shown=False)
    body = client.get("/").content.decode()
    assert 'class="button" href="/infoschranka/"' in body
    links = re.findall(r'href="/temata/([\w-]+)/"', body)
    assert links == list(Topic.objects.offered().values_list("slug", flat=True))
    assert "zvirata" not in links
    assert links


def test_a_topic_costs_two_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/temata/drogy/")
    with django_assert_num_queries(2):
        client.get("/temata/drogy/")


def test_reading_about_a_topic_sets_no_cookie(client: Client) -> None:
    assert not client.get("/temata/drogy/").cookies
