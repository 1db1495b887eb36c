"""The model's telephones: calls come, ring, are answered, joined and ended, and news comes late or twice."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from calllog.actions.hear import Heard
from calllog.models import Call, Conversation, Leg
from calllog.sources.ami import Block
from dispositions.models import Wrapup
from tests.properties.exchange import NUMBERS, OURS, PHONES, Talk
from tests.properties.model.house import COUNTED, House, holds

# What becomes of a batch of news: most of it simply arrives.
WAYS = st.sampled_from(["straight", "straight", "straight", "twice", "backwards", "last one late"])
State = Wrapup.State
# From -> to. A merge, or a telephone that was somebody else's, may withdraw any; a withdrawn one may come back.
LEGAL = {
    None: set(State) - {State.SAVED, State.TIMED_OUT, State.RELEASED},
    State.PREPARING: {State.OPEN, State.TO_CLASSIFY, State.WITHDRAWN, State.SAVED},
    State.OPEN: {State.TO_CLASSIFY, State.SAVED, State.WITHDRAWN},
    State.TO_CLASSIFY: {State.OPEN, State.SAVED, State.WITHDRAWN},
    State.SAVED: {State.OPEN, State.TO_CLASSIFY, State.WITHDRAWN},
    State.WITHDRAWN: {State.PREPARING, State.OPEN, State.TO_CLASSIFY, State.SAVED},
}


class Telephones(House):
    def furnish(self) -> None:
        super().furnish()
        self.heard: list[tuple[int, Block]] = []
        self.on_the_way: list[tuple[int, Block]] = []
        self.places = 0

    def happen(self, way: str, *deeds: Callable[[], Any]) -> None:
        """Do something at the exchange now, and let the house hear of it."""
        self.later(1)
        pbx = self.day.exchange
        pbx.at = max(pbx.at, self.now.timestamp())
        for deed in deeds:
            deed()
            pbx.at += 1
        self.traveller.move_to(pbx.at)
        news = list(enumerate(pbx.take(), self.places))
        self.places += len(news)
        self.heard += news
        if way == "last one late" and news:
            self.on_the_way.append(news.pop())
        self.hear(news[::-1] if way == "backwards" else news * 2 if way == "twice" else news)

    def hear(self, news: list[tuple[int, Block]], session: str = "session") -> None:
        heard = Heard()
        for place, block in news:
            heard.add([block], session=session, ordinal=place, received_at=self.now)
        heard.store(switch_id=self.world.switch.pk)
        left = Conversation.objects.filter(switch=self.world.switch, dirty=True, merged_into=None)
        assert not left.exists(), "a conversation could not be folded"
        COUNTED["events"] += len(news)

    def begin(self) -> None:
        super().begin()
        self.talk(NUMBERS[0], PHONES[0], "straight", cut=True)

    def talks(self, fits: Callable[[Talk], Any]) -> list[Talk]:
        return [talk for talk in self.day.going if fits(talk)]

    @precondition(lambda self: self.day.free)
    @rule(number=st.sampled_from(NUMBERS), way=WAYS)
    def a_call_comes_and_rings(self, number: str, way: str) -> None:
        pbx = self.day.exchange

        def come() -> None:
            talk = pbx.arrive(number, OURS)
            self.day.talks.append(talk)
            pbx.ring(talk, self.day.free[0])

        self.happen(way, come)

    @precondition(lambda self: self.day.free)
    @rule(number=st.sampled_from(NUMBERS), telephone=st.sampled_from(PHONES), way=WAYS, cut=st.booleans())
    def a_whole_talk(self, number: str, telephone: str, way: str, cut: bool) -> None:
        """Most of what there is to code: somebody calls, is answered, and the talk ends."""
        free = self.day.free
        self.talk(number, telephone if telephone in free else free[0], way, cut)

    def talk(self, number: str, telephone: str, way: str, cut: bool) -> None:
        pbx = self.day.exchange
        talk = pbx.arrive(number, OURS)
        self.day.talks.append(talk)
        deeds = [lambda: pbx.ring(talk, telephone), lambda: pbx.answer(talk, telephone)]
        self.happen(way, *deeds, lambda: pbx.hang_up(talk, telephone if cut else ""))

    @precondition(lambda self: self.talks(lambda talk: talk.inbound and talk.ringing and not talk.outside.ended))
    @rule(way=WAYS)
    def it_is_answered(self, way: str) -> None:
        talk = self.talks(lambda talk: talk.inbound and talk.ringing and not talk.outside.ended)[0]
        self.happen(way, lambda: self.day.exchange.answer(talk, talk.ringing[0]))

    @precondition(lambda self: self.talks(lambda talk: talk.up and not talk.outside.ended) and self.day.free)
    @rule(way=WAYS)
    def a_colleague_comes_to_it(self, way: str) -> None:
        pbx, telephone = self.day.exchange, self.day.free[0]
        talk = self.talks(lambda talk: talk.up and not talk.outside.ended)[0]
        self.happen(way, lambda: pbx.ring(talk, telephone), lambda: pbx.answer(talk, telephone))

    @precondition(lambda self: self.day.free)
    @rule(number=st.sampled_from(NUMBERS[:2]), way=WAYS, reached=st.booleans())
    def somebody_dials(self, number: str, way: str, reached: bool) -> None:
        pbx = self.day.exchange
        talk = pbx.dial(self.day.free[0], number, OURS)
        self.day.talks.append(talk)
        self.happen(way, *([lambda: pbx.reach(talk)] if reached else []), lambda: pbx.hang_up(talk))

    @precondition(lambda self: self.talks(lambda talk: talk.up))
    @rule(way=WAYS)
    def one_of_them_leaves(self, way: str) -> None:
        talk = self.talks(lambda talk: talk.up)[0]
        self.happen(way, lambda: self.day.exchange.end(talk.phones[talk.up[0]], asked=True))

    @precondition(lambda self: self.day.going)
    @rule(way=WAYS, which=st.integers(0, 2), cause=st.sampled_from(["16", "17", "1"]))
    def somebody_hangs_up(self, way: str, which: int, cause: str) -> None:
        talk = self.day.going[which % len(self.day.going)]
        self.happen(way, lambda: self.day.exchange.hang_up(talk, talk.up[0] if talk.up and which else "", cause))

    @precondition(lambda self: len(self.talks(lambda talk: talk.up and talk.outside.bridge)) > 1)
    @rule(way=WAYS)
    def two_calls_turn_out_to_be_one(self, way: str) -> None:
        one, other = self.talks(lambda talk: talk.up and talk.outside.bridge)[:2]
        self.happen(way, lambda: self.day.exchange.join(one, other))

    @precondition(lambda self: self.on_the_way)
    @rule()
    def late_news_arrives(self) -> None:
        self.later()
        news, self.on_the_way = self.on_the_way, []
        self.hear(news)

    @precondition(lambda self: self.heard)
    @rule(first=st.integers(0, 500), count=st.integers(1, 40), session=st.sampled_from(["session", "again"]))
    def old_news_is_told_again(self, first: int, count: int, session: str) -> None:
        """A repeat under the same key or another changes nothing that anybody can see."""
        self.later()
        late = {place for place, _ in self.on_the_way}
        start = first % len(self.heard)
        news = [pair for pair in self.heard[start : start + count] if pair[0] not in late]
        with self.inside():
            before = list(Call.objects.order_by("pk").values_list("pk", "revision", "merged_into"))
        self.hear(news, session)
        with self.inside():
            assert list(Call.objects.order_by("pk").values_list("pk", "revision", "merged_into")) == before

    @holds
    def wrapups_go_their_way(self) -> None:
        with self.inside():
            rows = list(Wrapup.objects.select_related("call"))
            talking = set(Leg.objects.of_agents().filter(ended_at=None).values_list("call_id", "membership_id"))
        for row in rows:
            before = self.states.get(row.pk)
            after = LEGAL[State(before) if before else None]
            assert row.state == before or row.state in after, f"{before} -> {row.state}"
            goes_on = (row.call_id, row.membership_id) in talking
            assert (row.state == State.PREPARING) <= goes_on, f"{row.state} after the talk"
            assert row.call.merged_into_id is None or row.state == State.WITHDRAWN, "left on an absorbed call"
        self.states = {row.pk: row.state for row in rows}

    @holds
    def every_party_of_ours_has_a_wrapup(self) -> None:
        with self.inside():
            legs = Leg.objects.of_agents().filter(talked=True, call__merged_into=None).exclude(membership=None)
            asked = legs.exclude(call__direction="internal").values_list("call_id", "membership_id").distinct()
            made = set(Wrapup.objects.exclude(state=State.WITHDRAWN).values_list("call_id", "membership_id"))
            assert set(asked) <= made, set(asked) - made
