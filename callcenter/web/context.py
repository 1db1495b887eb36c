"""What every page knows of its frame."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from callcenter.web import menus

THEMES = ("light", "dark")
DENSITIES = ("comfortable",)


@dataclass(frozen=True, slots=True)
class Place:
    """An organization one can go to."""

    slug: str
    name: str
    url: str
    current: bool


class Shell:
    """The frame of one request; each part is worked out when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def organization(self) -> Any:
        """Return the organization whose page this is, or None."""
        return getattr(self._request, "organization", None)

    @cached_property
    def membership(self) -> Any:
        """Return the person's place in the organization, or None."""
        return getattr(self._request, "membership", None)

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Return what the person may do here; nothing outside an organization."""
        return self.membership.capabilities if self.organization and self.membership else frozenset()

    @cached_property
    def organizations(self) -> list[Place]:
        """List the person's organizations, by name."""
        here = self.organization.slug if self.organization else None
        return [
            Place(slug=own.slug, name=own.name, url=menus.path_of(own.slug), current=own.slug == here)
            for own in getattr(self._request, "organizations", ())
        ]

    @cached_property
    def nav(self) -> list[menus.Item]:
        """List the main entries."""
        return self._items(main=True)

    @cached_property
    def more(self) -> list[menus.Item]:
        """List the entries that stand in the organization's menu."""
        return self._items(main=False)

    @cached_property
    def current(self) -> menus.Item | None:
        """Return the entry whose page this is, or None."""
        return next((item for item in (*self.nav, *self.more) if item.current), None)

    @cached_property
    def home_url(self) -> str:
        """Return where the brand leads: this organization's first page, or the start."""
        return self.nav[0].url if self.nav else "/"

    @cached_property
    def find_url(self) -> str:
        """Return the page that finds calls and people, or nothing for who may not see calls."""
        return next((item.url for item in self.nav if item.key == "calls"), "")

    @cached_property
    def zone(self) -> str:
        """Return the time zone of the organization, or nothing."""
        return getattr(self.organization, "time_zone", "")

    @cached_property
    def name(self) -> str:
        """Return the person's name as colleagues see it."""
        return str(self.membership or getattr(self._request, "user", ""))

    @property
    def theme(self) -> str:
        """Return the theme the person chose, or nothing for the system's."""
        return self._cookie("theme", THEMES)

    @property
    def density(self) -> str:
        """Return the density of rows the person chose, or nothing for the dense one."""
        return self._cookie("density", DENSITIES)

    def _items(self, *, main: bool) -> list[menus.Item]:
        if not self.organization:
            return []
        return list(menus.items(self._request, self.organization.slug, self.capabilities, main=main))

    def _cookie(self, name: str, known: tuple[str, ...]) -> str:
        value = self._request.COOKIES.get(name, "")
        return value if value in known else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give templates the frame and whether this is the demonstration."""
    return {"shell": Shell(request), "demo": getattr(settings, "DEMO", False)}
