"""Public holidays and moved working days of a country, as the `holidays` package knows them. No database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

LANGUAGES = {"en": "en_US", "nb": "no"}
COUNTRIES = frozenset(holidays.list_supported_countries(include_aliases=False))


@dataclass(frozen=True, slots=True)
class PublicYear:
    """A country's year: what is closed, called how, and which free days are worked instead."""

    closed: Mapping[date, str]
    worked: frozenset[date]


NOTHING = PublicYear(MappingProxyType({}), frozenset())
USUAL_WEEKEND = frozenset({5, 6})


@lru_cache(maxsize=2_000)
def public_year(country: str, region: str, year: int, language: str) -> PublicYear:
    """Return a country's year, names in a language where the country's list has it; nothing for no country."""
    if country not in COUNTRIES:
        return NOTHING
    found = holidays.country_holidays(
        country, subdiv=region or None, years=[year], language=LANGUAGES.get(language, language), expand=False
    )
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return PublicYear(MappingProxyType({day: found[day] for day in sorted(found)}), worked)


@lru_cache(maxsize=300)
def weekend_of(country: str) -> frozenset[int]:
    """Return the weekdays that are free in a country."""
    return frozenset(holidays.country_holidays(country).weekend) if country in COUNTRIES else USUAL_WEEKEND


@lru_cache(maxsize=300)
def regions_of(country: str) -> tuple[tuple[str, str], ...]:
    """Return the regions of a country that have holidays of their own: code and name."""
    if country not in COUNTRIES:
        return ()
    found = holidays.country_holidays(country)
    names = {code: name for name, code in found.subdivisions_aliases.items()}
    return tuple((code, names.get(code, code)) for code in found.subdivisions)
