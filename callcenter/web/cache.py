"""A cache whose absence nobody notices: Redis carries hints only."""

import logging
import re
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


class HintCache(RedisCache):
    """Answer as an empty cache while Redis is away; limits on tries that rest on it do not hold for that time."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(True, super().add, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._or(False, super().delete, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._or({}, super().get_many, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._or(1, super().incr, *args, **kwargs))

    def clear(self) -> None:
        """Forget what stands under this cache's prefix: the same Redis carries other people's work."""
        self._or(None, self._forget)

    def _forget(self) -> None:
        client = self._cache.get_client(None, write=True)
        prefix = re.sub(r"([*?\[\]\\])", r"\\\1", self.key_prefix)
        for key in client.scan_iter(match=f"{prefix}:*", count=1_000):
            client.unlink(key)

    def _or(self, otherwise: Any, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return ask(*args, **kwargs)
        except redis.RedisError as fault:
            logger.warning("cache not reached: %s", type(fault).__name__)
            return otherwise
