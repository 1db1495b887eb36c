"""Hints for open browsers, carried by Redis; losing one costs a refetch, never a fact."""

import json
import logging
from typing import Any

import redis
from django.conf import settings

from callcenter.outbox.channel import CHANNEL

logger = logging.getLogger(__name__)

_client: redis.Redis | None = None


def client() -> redis.Redis:
    """Return this process's connection to Redis."""
    global _client
    if _client is None:
        _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    return _client


def publish(messages: dict[int, dict[str, Any]]) -> bool:
    """Hand events' messages to the push process, in this order; tell whether Redis took them.

    Which events went out is noted for two minutes, so that the sweep does not repeat them.
    """
    try:
        pipeline = client().pipeline(transaction=False)
        for event_id, message in messages.items():
            pipeline.publish(CHANNEL, json.dumps(message))
            pipeline.set(f"{CHANNEL}:{event_id}", 1, ex=120)
        pipeline.execute()
    except redis.RedisError as fault:
        logger.warning("live news not published: %s", type(fault).__name__)
        return False
    return True


def already_published(event_ids: list[int]) -> set[int]:
    """Return which of the events went out in the last two minutes; none when Redis cannot tell."""
    if not event_ids:
        return set()
    try:
        marks = client().mget([f"{CHANNEL}:{event_id}" for event_id in event_ids])
    except redis.RedisError:
        return set()
    return {event_id for event_id, mark in zip(event_ids, marks, strict=True) if mark}


def reachable() -> bool:
    """Tell whether Redis answers."""
    try:
        return bool(client().ping())
    except redis.RedisError:
        return False
