"""The same pages through nginx as shipped, against nginx serving the same bytes as a file."""

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.figures import Figure, Measured
from bench.parts.pages import choose_pages, find_tag
from bench.servers import BROWSER, Server, compare, describe, serve_portal, take_turns
from tests.nginx import Proxy

SIZES = (0,)
IN_CITY = True
NEEDS = ("wrk", "nginx")
ROUNDS = 5


def measure(size: int) -> Measured:
    """Answers in a second, over TLS."""
    pages = choose_pages()
    with serve_portal() as (portal, _), tempfile.TemporaryDirectory(prefix="bench-nginx-") as scratch:
        folder = Path(scratch)
        proxy = Proxy(folder, portal.port, beside=f"location /bytes/ {{ root {folder}; }}")
        proxy.start()
        try:
            nginx = Server(proxy.tls, proxy.leader, scheme="https")
            (folder / "bytes").mkdir()
            folder.chmod(0o755)
            pairs = {}
            for number, (name, path) in enumerate(pages.items()):
                find_tag(portal, path)  # warms up
                file = folder / "bytes" / str(number)
                file.write_bytes(proxy.ask("GET", path, headers=BROWSER).body)
                pairs[name] = partial(nginx.load, path), partial(nginx.load, f"/bytes/{number}")
            return compare(take_turns(pairs, rounds=ROUNDS))
        finally:
            proxy.stop()


def figures(measured: Sequence[Measured], base: Sequence[Measured]) -> Iterator[Figure]:
    """Each page."""
    only = measured[0]
    for name in [name.removesuffix(": rate") for name in only if name.endswith(": rate")]:
        beside = describe(only, name, "the file")
        yield Figure(f"{name} through nginx, against a file", only[f"{name}: rate"], at_least=0.8, beside=beside)
