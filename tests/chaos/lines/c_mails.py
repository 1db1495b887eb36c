"""Planned = sent + cancelled + suppressed + uncertain; the mail server has what was sent and some of the uncertain."""

import json
from collections import Counter

from tests.chaos.account import line

STATES = "SELECT key::text, state FROM followups_message"
ENDS = {"sent", "cancelled", "suppressed", "uncertain"}
SLEPT_OVER = """
    SELECT i.state, m.state, count(*) FROM jobs_dueitem i JOIN followups_message m ON m.id = i.subject_id
    WHERE i.id = ANY(%s) GROUP BY 1, 2
"""


def plans_a_mail(answer):
    return any(effect["kind"] == "plan" and effect["state"] == "planned" for effect in json.loads(answer)["effects"])


@line
def mails_add_up(run, account):
    # Planned is what the agents were told, not what the table holds.
    planned = sum(plans_a_mail(facts["answer"]) for facts in run.journal.of("save").values())
    states = dict(run.place.ask(STATES))
    ends = Counter(states.values())
    taken = run.sink.taken
    sent = {key for key, state in states.items() if state == "sent"}
    uncertain = {key for key, state in states.items() if state == "uncertain"}
    twice = [key for key, times in taken.items() if times > 1]
    stray = [states.get(key, "unknown") for key in set(taken) - sent - uncertain]
    account.line(f"{planned} mails planned = " + listed_sum(ends))
    account.line(
        f"{sum(taken.values())} mails at the mail server under {len(taken)} keys = {len(sent)} sent "
        f"+ {len(uncertain & set(taken))} of {len(uncertain)} uncertain; twice {len(twice)}"
    )
    account.must(planned == sum(ends.values()), f"{planned} mails planned, {sum(ends.values())} kept")
    account.must(set(ends) <= ENDS, f"mails that have not come to an end: {dict(ends)}")
    account.must(not twice, f"mails sent twice: {twice[:5]}")
    account.must(sent <= set(taken), f"{len(sent - set(taken))} mails marked sent that never left")
    account.must(not stray, f"mails that left and are neither sent nor uncertain: {stray[:5]}")
    worth = run.drill.may_be_uncertain
    account.must(len(uncertain) <= worth, f"{len(uncertain)} mails uncertain, where the kills explain {worth}")


@line
def what_a_worker_slept_over_was_sent_by_another(run, account):
    slept_over = run.place.ask(SLEPT_OVER, [run.drill.slept_over])
    account.line(f"slept over beyond the lease: {', '.join(f'{n} {mail}' for _, mail, n in slept_over) or 'nothing'}")
    wrong = [(due, mail) for due, mail, _ in slept_over if (due, mail) not in LEFT_TO_THE_NEXT]
    account.must(not wrong, f"mails a worker slept over came to {wrong}")


LEFT_TO_THE_NEXT = {("done", "sent"), ("done", "suppressed"), ("cancelled", "cancelled")}


def listed_sum(ends):
    return " + ".join(f"{number} {state}" for state, number in sorted(ends.items()))
