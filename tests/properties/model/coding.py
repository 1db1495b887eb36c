"""The model's cards: people code, correct, undo and take back, over HTTP; every answer is foretold."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callcenter.audit.models import AuditEntry
from calllog.models import Call
from dispositions.actions.retirement import bring_back, retire_code
from dispositions.models import Code, Disposition, Revision, Wrapup
from tests.properties.model.house import COUNTED, House, holds
from tests.properties.model.naive import UNDO, Kind, Word, any_contradiction, blocks_of, too_late

SLUGS = """
    interested not_interested demo_booked deal_closed callback follow_up_needed voicemail_left disconnected wrong_number
    do_not_contact no_answer busy
""".split()  # noqa: SIM905 - a list of a dozen quoted names reads worse
CHOICE = st.lists(st.sampled_from(SLUGS), max_size=3, unique=True)
PLAUSIBLE = st.sampled_from(
    [
        ["interested"],
        ["interested", "callback"],
        ["not_interested"],
        ["not_interested", "follow_up_needed"],
        ["do_not_contact"],
        ["do_not_contact", "not_interested"],
        ["wrong_number"],
        ["deal_closed", "interested"],
        ["callback"],
        [],
    ]
)
MANAGERS, RELEASES = {"mary", "adam"}, {"adam"}


class Coding(House):
    def furnish(self) -> None:
        super().furnish()
        self.words: dict[int, Word] = {}
        self.answered: list[tuple[str, str, dict[str, Any], str, bytes]] = []
        self.retired: set[str] = set()
        with self.inside():
            rows = list(Code.objects.all())
        self.kinds = {row.slug: Kind(row.slug, row.category, row.position) for row in rows}
        self.names = {member.pk: name for name, member in self.world.people.items()}

    @property
    def codable(self) -> bool:
        return bool(set(self.states.values()) - {Wrapup.State.PREPARING, Wrapup.State.WITHDRAWN})

    def wrapups(self) -> list[Wrapup]:
        with self.inside():
            return list(Wrapup.objects.filter(call__merged_into=None).select_related("call").order_by("-pk")[:6])

    def word_of(self, wrapup: Wrapup) -> Word | None:
        with self.inside():
            said = Disposition.objects.filter(wrapup=wrapup).first()
        return self.words[said.pk] if said else None

    @precondition(lambda self: self.codable)
    @rule(which=st.integers(0, 5), codes=PLAUSIBLE, email=st.sampled_from([None, "ann@example.com"]))
    def an_agent_codes(self, which: int, codes: list[str], email: str | None) -> None:
        """Save what can stand together, as most people do most of the time."""
        rows = [row for row in self.wrapups() if row.state != Wrapup.State.PREPARING]
        if rows:
            self.save(rows[which % len(rows)], codes, "own", knows="the latest", email=email, days=1)

    @precondition(lambda self: self.codable)
    @rule(which=st.integers(0, 5), codes=PLAUSIBLE, by=st.sampled_from(sorted(MANAGERS)))
    def a_manager_corrects(self, which: int, codes: list[str], by: str) -> None:
        if rows := [row for row in self.wrapups() if row.state == Wrapup.State.SAVED]:
            self.save(rows[which % len(rows)], codes, by, knows="the latest", reason="as heard", days=3)

    @precondition(lambda self: self.states)
    @rule(
        which=st.integers(0, 5),
        codes=CHOICE,
        by=st.sampled_from(["own", "own", "own", "mary", "adam"]),
        knows=st.sampled_from(["nothing", "the latest", "an old one"]),
        reason=st.sampled_from(["", "she asked for it"]),
        email=st.sampled_from([None, "ann@example.com"]),
        days=st.sampled_from([None, 1, 1, 3]),
    )
    def somebody_codes(self, which, codes, by, knows, reason, email, days) -> None:
        if rows := self.wrapups():
            self.save(rows[which % len(rows)], codes, by, knows=knows, reason=reason, email=email, days=days)

    @precondition(lambda self: self.words)
    @rule(reason=st.sampled_from(["", "a slip"]))
    def somebody_undoes(self, reason: str) -> None:
        """Put back what the latest save replaced."""
        latest = max(self.words, key=lambda pk: (self.words[pk].saved_at, pk))
        with self.inside():
            wrapup = Wrapup.objects.filter(dispositions=latest, call__merged_into=None).select_related("call").first()
        if wrapup is not None:
            word = self.words[latest]
            self.save(wrapup, list(word.before), word.author, knows="the latest", reason=reason, days=1)

    def save(self, wrapup, codes, by, *, knows="nothing", reason="", email=None, days=None):
        owner = self.names[wrapup.membership_id]
        person = owner if by == "own" else by
        word = self.word_of(wrapup)
        standing = word.revisions if word else 0
        expected = {"nothing": None, "the latest": standing, "an old one": max(0, standing - 1)}[knows]
        callback = (word.callback if word and word.callback else self.promise(days)) if days else None
        body = {"codes": codes, "email": email, "callback": callback, "reason": reason, "revision": expected}
        path = f"calls/{wrapup.call_id}/disposition/" + ("" if person == owner else f"?wrapup={wrapup.pk}")
        key = uuid4().hex
        refused = self.refusals(wrapup, word, person, body, self.now + timedelta(milliseconds=10))
        response = self.ask(person, "PUT", path, body, **{"Idempotency-Key": key})
        told = response.json()
        note(f"{person} {codes} -> {response.status_code} {told.get('code', '')}")
        COUNTED["saves" if response.status_code == 200 else "refusals"] += 1
        if response.status_code != 200:
            assert told["code"] in refused, f"{told['code']}: foretold were {refused or 'none'}"
            return
        assert not refused, f"saved, though {refused}"
        assert [code["slug"] for code in told["codes"]] == codes
        assert told["revision"] == standing + 1
        self.answered.append((person, path, body, key, response.content))
        self.remember(wrapup, told["id"], word, person, body)

    def promise(self, days: int) -> dict[str, str]:
        """Agree on noon of a day to come, which every zone has."""
        local = self.now.astimezone(ZoneInfo(self.world.organization.time_zone)) + timedelta(days=days)
        return {"at": f"{local:%Y-%m-%d}T12:00"}

    def refusals(self, wrapup: Wrapup, word: Word | None, person: str, body: dict[str, Any], now: Any) -> set[str]:
        """Foretell everything the save can be refused for; the house names one of them."""
        found, codes, former = set(), body["codes"], word.codes if word else ()
        own = self.names[wrapup.membership_id] == person
        if wrapup.state == Wrapup.State.PREPARING:
            found.add("call_in_progress")
        if body["revision"] is not None and body["revision"] != (word.revisions if word else 0):
            found.add("revision_conflict")
        if word and not own and not body["reason"]:
            found.add("reason_required")
        if word and own and person not in MANAGERS and too_late(word.first_at, now, self.world.organization.time_zone):
            found.add("correction_too_late")
        if any(code in self.retired and code not in former for code in codes):
            found.add("code_retired")
        if any_contradiction(self.kinds[code] for code in codes):
            found.add("contradictory_codes")
        if "callback" in codes and not body["callback"]:
            found.add("callback_time_required")
        if "callback" in codes and body["callback"] and "callback" not in former and self.is_past(body["callback"]):
            found.add("callback_time_invalid")
        slip = word is not None and word.author == person and now - word.saved_at <= UNDO
        permitted = person in RELEASES and body["reason"]
        if "do_not_contact" in former and "do_not_contact" not in codes and not slip and not permitted:
            found.add("opt_out_stands")
        return found

    def is_past(self, callback: dict[str, str]) -> bool:
        local = self.now.astimezone(ZoneInfo(self.world.organization.time_zone))
        return callback["at"] < f"{local - timedelta(minutes=1):%Y-%m-%dT%H:%M}"

    def remember(self, wrapup: Wrapup, pk: int, word: Word | None, person: str, body: dict[str, Any]) -> None:
        with self.inside():
            call = Call.objects.get(pk=wrapup.call_id)
        former = word or Word(first_at=self.now, saved_at=self.now, author=person)
        facts = (call.number if call.number_e164 else "", call.contact_id, call.direction == "outbound", self.now)
        self.words[pk] = replace(
            former,
            saved_at=self.now,
            author=person,
            codes=tuple(body["codes"]),
            before=former.codes,
            callback=body["callback"] if "callback" in body["codes"] else None,
            blocks=blocks_of(body["codes"], former.blocks, *facts),
            revisions=former.revisions + 1,
        )

    @precondition(lambda self: self.answered)
    @rule(which=st.integers(0, 50), other_body=st.booleans())
    def a_browser_sends_again(self, which: int, other_body: bool) -> None:
        person, path, body, key, answer = self.answered[which % len(self.answered)]
        sent = {**body, "note": "another"} if other_body else body
        response = self.ask(person, "PUT", path, sent, **{"Idempotency-Key": key})
        if other_body:
            assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
        else:
            assert (response.status_code, response.content) == (200, answer)

    @precondition(lambda self: self.states)
    @rule(which=st.integers(0, 5), codes=CHOICE)
    def an_agent_prepares(self, which: int, codes: list[str]) -> None:
        rows = [row for row in self.wrapups() if row.state in {"preparing", "open", "to_classify"}]
        if rows:
            row = rows[which % len(rows)]
            body = {"draft": {"codes": codes, "note": "so far"}, "draft_revision": row.draft_revision}
            response = self.ask(self.names[row.membership_id], "PATCH", f"wrapups/{row.pk}/", body)
            assert response.json()["draft"]["codes"] == codes, response.content

    @rule(slug=st.sampled_from(SLUGS))
    def a_code_retires_or_comes_back(self, slug: str) -> None:
        self.later()
        with self.inside():
            code, adam = Code.objects.get(slug=slug), self.world.people["adam"]
            if slug in self.retired:
                bring_back(code=code, actor=adam)
            else:
                retire_code(code=code, actor=adam)
        self.retired ^= {slug}

    @holds
    def nothing_said_is_lost(self) -> None:
        """Every acknowledged save stands, numbered without a gap, and on the record."""
        with self.inside():
            rows = Revision.objects.exclude(by="system").order_by("disposition", "number")
            stored: dict[int, list[tuple[int, list[str]]]] = {}
            for row in rows:
                stored.setdefault(row.disposition_id, []).append((row.number, row.codes))
            recorded = AuditEntry.objects.filter(action__in=["wrapup.coded", "wrapup.taken_back"]).count()
            current = dict(Disposition.objects.exclude(wrapup=None).values_list("pk", "revision"))
        assert recorded == sum(map(len, stored.values()))
        assert current == {pk: word.revisions for pk, word in self.words.items()}
        for pk, word in self.words.items():
            assert [number for number, _ in stored[pk]] == list(range(1, word.revisions + 1))
            assert stored[pk][-1][1] == list(word.codes)
