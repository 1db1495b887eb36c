"""No due work stuck, no news undelivered, nothing dangling and nothing in an illegal state."""

from tests.chaos.account import line, listed

STUCK = """
    SELECT kind, state, count(*) FROM jobs_dueitem
    WHERE state = 'leased' OR state = 'parked' OR (state = 'waiting' AND due_at < now()) GROUP BY 1, 2
"""
NEWS = "SELECT count(*), count(*) FILTER (WHERE delivered_at IS NULL) FROM outbox_event"
UNDUE = """
    SELECT count(*) FROM {table} t WHERE {open} AND NOT EXISTS
    (SELECT FROM jobs_dueitem i WHERE i.kind = '{kind}' AND i.subject_id = t.id AND i.state = 'waiting')
"""
HAS_CODE = """
    EXISTS (SELECT FROM dispositions_codeuse u JOIN dispositions_disposition d ON d.id = u.disposition_id
            WHERE d.wrapup_id = w.id AND u.superseded_at IS NULL)
"""
NONE_OF = {
    "mails to come without due work": UNDUE.format(table="followups_message", open="state = 'planned'", kind="message"),
    "callbacks to come without due work": UNDUE.format(
        table="followups_callback", open="state = 'scheduled'", kind="callback"
    ),
    "rests without an end": UNDUE.format(
        table="dispositions_dncentry", open="t.kind = 'cooldown' AND released_at IS NULL", kind="cooldown"
    ),
    "saved wrap-ups without a code": (
        f"SELECT count(*) FROM dispositions_wrapup w WHERE state = 'saved' AND NOT {HAS_CODE}"
    ),
    "waiting wrap-ups with a code": (
        f"SELECT count(*) FROM dispositions_wrapup w WHERE state IN ('preparing', 'open', 'to_classify') AND {HAS_CODE}"
    ),
    "wrap-ups still preparing after the call": (
        "SELECT count(*) FROM dispositions_wrapup w JOIN calllog_call c ON c.id = w.call_id "
        "WHERE state = 'preparing' AND c.ended_at IS NOT NULL"
    ),
    "dispositions that lack a revision": (
        "SELECT count(*) FROM dispositions_disposition d WHERE revision <> "
        "(SELECT count(*) FROM dispositions_revision r WHERE r.disposition_id = d.id)"
    ),
    "conversations not folded": "SELECT count(*) FROM calllog_conversation WHERE dirty AND merged_into_id IS NULL",
}


@line
def nothing_is_stuck(run, account):
    due = dict(run.place.ask("SELECT state, count(*) FROM jobs_dueitem GROUP BY 1"))
    stuck = run.place.ask(STUCK)
    account.line(f"due work: {listed(due)}; stuck {sum(number for *_, number in stuck)}")
    account.must(not stuck, f"due work is stuck: {stuck}")
    ((news, late),) = run.place.ask(NEWS)
    account.line(f"news: {news} written, {news - late} delivered")
    account.must(not late, f"{late} news not delivered")


@line
def nothing_dangles(run, account):
    found = {what: run.place.one(statement) for what, statement in NONE_OF.items()}
    account.line("0 " + ", 0 ".join(what for what, number in found.items() if not number))
    for what, number in found.items():
        account.must(not number, f"{number} {what}")
