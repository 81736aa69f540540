"""The admin site as a whole: its look, and what it adds to the pages of every app."""

from bezpecna_plzen.admin.site import PortalAdminSite

__all__ = ["PortalAdminSite"]
