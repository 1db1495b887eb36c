from callcenter.jobs import registry
from dispositions import effects
from dispositions.actions.wrapups import IDLE_KIND, lay_aside
from dispositions.dnc.actions import EXPIRY, release_ended
from dispositions.dnc.effects import Cooldown, InvalidNumber, OptOut


def register() -> None:
    """Register what this floor carries out when it is due, and what its codes can set off."""
    registry.register(registry.Kind(IDLE_KIND, lay_aside))
    registry.register(registry.Kind(EXPIRY, release_ended))
    for kind in (OptOut(), Cooldown(), InvalidNumber()):
        effects.register(kind)
