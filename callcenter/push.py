"""The stream of news for open browsers: server-sent events in a process of its own, without a database."""

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import redis.asyncio as redis
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")

from callcenter.outbox.channel import CHANNEL
from callcenter.outbox.tickets import Ticket, read

PING_S = 15
BACKLOG = 100
HEADERS = [
    (b"cache-control", b"no-store, no-transform"),
    (b"content-security-policy", b"default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    # On a port of its own it is another origin of the same site.
    (b"cross-origin-resource-policy", b"same-site"),
]
if settings.HTTPS:
    HEADERS.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
# The server has set up its own lines by now.
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]


@dataclass(eq=False)
class Listener:
    """One open stream; a full queue is replaced by one word: refetch."""

    ticket: Ticket
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def offer(self, text: str) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            text = json.dumps({"type": "resync"})
        self.queue.put_nowait(text)

    def hears(self, message: Message) -> bool:
        if message["organization_id"] not in self.ticket.organization_ids:
            return False
        return not message["users"] or self.ticket.user_id in message["users"]


class Hub:
    """One subscription for all streams of this process."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.ended: dict[int, float] = {}
        self.stopping = asyncio.Event()
        self.pump: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.pump = asyncio.create_task(self.run())

    async def stop(self) -> None:
        self.stopping.set()
        if self.pump is not None:
            self.pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.pump

    async def run(self) -> None:
        """Hand on what Redis says; after a break everybody is told to refetch."""
        while True:
            try:
                client = redis.Redis.from_url(settings.REDIS_URL, socket_keepalive=True, health_check_interval=10)
                async with client, client.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    self.tell_all({"type": "resync"})
                    async for item in subscription.listen():
                        if item["type"] == "message":
                            self.hand_on(json.loads(item["data"]))
            except (redis.RedisError, OSError, ValueError):
                await asyncio.sleep(1)

    def hand_on(self, message: Message) -> None:
        text = json.dumps(message["body"])
        for listener in self.listeners:
            if listener.hears(message):
                listener.offer(text)
        if message["body"].get("type") == "access_ended":
            self.ended |= dict.fromkeys(message["users"], time.time())
            for listener in [one for one in self.listeners if one.ticket.user_id in message["users"]]:
                listener.offer("")

    def takes(self, ticket: Ticket) -> bool:
        """Refuse tickets from before the person's access ended; who still belongs somewhere is given a new one."""
        return ticket.issued_at > self.ended.get(ticket.user_id, 0.0)

    def tell_all(self, body: Message) -> None:
        for listener in self.listeners:
            listener.offer(json.dumps(body))


hub: Hub | None = None


async def application(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    """Serve /events/?ticket=…; every other path is missing."""
    global hub
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                hub = Hub()
                await hub.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                if hub is not None:
                    await hub.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return
    if scope["type"] != "http":
        return
    if scope["path"] == "/healthz":
        await answer(send, 200, b"ok")
        return
    if scope.get("method", "GET") not in {"GET", "HEAD"}:
        await answer(send, 405, b"", [(b"allow", b"GET, HEAD")])
        return
    ticket = read(parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0])
    if scope["path"] != "/events/" or hub is None:
        await answer(send, 404, b"")
    elif ticket is None or not hub.takes(ticket):
        await answer(send, 401, b"ticket refused", cors(scope))
    else:
        await stream(hub, ticket, scope, receive, send)


def cors(scope: Message) -> list[tuple[bytes, bytes]]:
    """Allow the page's own host, whatever its port: the ticket, not a cookie, opens the stream."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b""), headers.get(b"host", b"")
    same = origin.split(b"//")[-1].rsplit(b":", 1)[0] == host.rsplit(b":", 1)[0]
    return [(b"access-control-allow-origin", origin), (b"vary", b"origin")] if origin and same else []


async def answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    given = [(b"content-type", b"text/plain"), *HEADERS, *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})


async def stream(
    hub: Hub, ticket: Ticket, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send
) -> None:
    """Send news until the browser leaves, the ticket ends or the process stops."""
    listener = Listener(ticket)
    hub.listeners.add(listener)
    gone = asyncio.create_task(left(receive))
    stopping = asyncio.create_task(hub.stopping.wait())
    headers = [
        (b"content-type", b"text/event-stream"),
        *HEADERS,
        (b"x-accel-buffering", b"no"),
        *cors(scope),
    ]
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await event(send, json.dumps({"type": "hello"}))
        while (remaining := ticket.expires_at - time.time()) > 0:
            news = asyncio.create_task(listener.queue.get())
            done, _ = await asyncio.wait(
                {news, gone, stopping}, timeout=min(PING_S, remaining), return_when=asyncio.FIRST_COMPLETED
            )
            if news not in done:
                news.cancel()
            if gone in done or stopping in done:
                break
            text = news.result() if news in done else None
            if text == "":
                break
            await (event(send, text) if text is not None else part(send, b": ping\n\n"))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except OSError:
        pass
    finally:
        hub.listeners.discard(listener)
        for task in (gone, stopping):
            task.cancel()


async def left(receive: Callable[[], Awaitable[Message]]) -> None:
    """Return when the browser has closed the stream."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def event(send: Send, text: str) -> None:
    await part(send, f"data: {text}\n\n".encode())


async def part(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
