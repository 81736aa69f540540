"""Under which names the portal can be asked."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

PROBES = ("/healthz", "/readyz")


class HostNamesMiddleware(CommonMiddleware):
    """Refuses requests under a name that is not the portal's, but for probes.

    Those ask by whatever address the machine has, and nothing in the answers depends on it.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Look at the name that the request came under.

        Raises:
            DisallowedHost: it is not among ALLOWED_HOSTS.
        """
        return None if request.path_info in PROBES else super().process_request(request)
