"""Acknowledged = stored, each key once, as it was told, and the answer kept is the answer given."""

import json
from collections import Counter

from tests.chaos.account import line

OF_SAVES = """
    SELECT substring(r.note from 'key ([0-9a-f]{32})'), d.id, r.number, r.codes
    FROM dispositions_revision r JOIN dispositions_disposition d ON d.id = r.disposition_id WHERE r.note ~ '^key '
"""
OF_CALLS = "SELECT substring(comment from 'key ([0-9a-f]{32})'), id FROM calllog_call WHERE comment ~ '^key '"
ANSWERS = "SELECT key, status, answer FROM api_idempotentrequest"
ASKED_AGAIN = 60


@line
def acknowledged_is_stored(run, account):
    kept = {key: (status, answer) for key, status, answer in run.place.ask(ANSWERS)}
    for kind, statement in (("call", OF_CALLS), ("save", OF_SAVES)):
        told = run.journal.of(kind)
        rows = run.place.ask(statement)
        stored = Counter(key for key, *_ in rows)
        where = {key: tuple(facts) for key, *facts in rows}
        lost = set(told) - set(stored)
        untold = set(stored) - set(told)
        twice = [key for key, times in stored.items() if times > 1]
        other = [key for key, facts in told.items() if kept.get(key) != (facts["status"], facts["answer"])]
        moved = [key for key, facts in told.items() if key in where and as_told(kind, facts) != where[key]]
        account.line(
            f"{len(told)} {kind}s acknowledged = {sum(stored.values())} stored; lost {len(lost)}, twice {len(twice)}, "
            f"untold {len(untold)}, another answer kept {len(other)}"
        )
        account.must(not lost, f"{kind}s acknowledged and lost: {sorted(lost)[:5]}")
        account.must(not twice, f"{kind}s stored twice: {twice[:5]}")
        account.must(not untold, f"{kind}s stored that nobody was told of: {sorted(untold)[:5]}")
        account.must(not other, f"{kind}s whose kept answer differs from the one given: {other[:5]}")
        account.must(not moved, f"{kind}s stored otherwise than told: {moved[:5]}")
    repeated = [facts["tries"] for facts in run.journal.acknowledged.values() if facts["tries"] > 1]
    account.line(f"{len(repeated)} requests were answered only after a repeat under the same key")
    refused = [(facts["status"], facts["answer"][:200]) for facts in run.journal.refused.values()]
    account.must(not refused, f"{len(refused)} requests were refused: {refused[:3]}")


def as_told(kind, facts):
    """Return what an answer says is stored, as the rows tell it."""
    told = json.loads(facts["answer"])
    if kind == "call":
        return (told["id"],)
    return told["id"], told["revision"], [code["slug"] for code in told["codes"]]


@line
def asked_again_it_answers_the_same(run, account):
    """A key that is used once more gets the answer it got, and changes nothing."""
    keys = list(run.journal.acknowledged)
    keys = run.drill.chance.sample(keys, min(ASKED_AGAIN, len(keys)))
    wrong = [key for key in keys if not same_answer(run, key)]
    account.line(f"{len(keys)} keys used once more: {len(keys) - len(wrong)} answered the same")
    account.must(not wrong, f"keys that were answered otherwise when used once more: {wrong[:5]}")


def same_answer(run, key):
    asked, told = run.journal.asked[key], run.journal.acknowledged[key]
    session = run.drill.sessions[asked["who"]]
    answer, text, _ = session.insist(asked["method"], asked["path"], asked["body"], **{"Idempotency-Key": key})
    return (text, answer.headers.get("Idempotent-Replay")) == (told["answer"], "true")
