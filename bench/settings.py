"""The portal's settings, with one more address: a view that does nothing, to compare with."""

from bezpecna_plzen.settings import *  # noqa: F403 - everything is the same

ROOT_URLCONF = "bench.urls"
