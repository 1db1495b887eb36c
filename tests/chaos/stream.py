"""A browser's stream of news: a closed one means a new ticket, a new connection and everything fetched again."""

import http.client
import json
import random
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit


class Stream(threading.Thread):
    """Listens to the push process and comes back when it is gone."""

    def __init__(self, session, port):
        super().__init__(name="stream", daemon=True)
        self.session, self.port = session, port
        self.opened = self.refetched = 0
        self.heard = []
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.is_set():
            with suppress(OSError, http.client.HTTPException):
                self.listen()
            self.stopping.wait(random.uniform(0.2, 0.6))

    def listen(self):
        answer, text, _ = self.session.insist("POST", "/api/v1/me/push-ticket/", {}, self.stopping.is_set)
        if answer is None or answer.status != 200:
            return
        path = urlsplit(json.loads(text)["url"])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", f"{path.path}?{path.query}")
            stream = connection.getresponse()
            if stream.status != 200:
                return
            self.opened += 1
            self.session.insist("GET", "/api/v1/wrapups/", None, self.stopping.is_set)
            self.refetched += 1
            while not self.stopping.is_set() and (line := stream.readline()):
                if line.startswith(b"data: "):
                    self.heard.append((time.time(), json.loads(line[6:])))
        finally:
            connection.close()
