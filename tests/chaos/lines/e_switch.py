"""The switch's calls are what they are without any disturbance."""

from tests.chaos.account import line
from tests.chaos.dump import differences
from tests.chaos.ground import DATABASE, REFERENCE


@line
def calls_are_as_without_kills(run, account):
    wrong = differences(run.place, DATABASE, REFERENCE)
    exchange = run.exchange
    account.line(
        f"{len(exchange.calls)} calls of the switch told over {exchange.connections} connections, {exchange.repeated} "
        f"of them repeating; rows that differ from an undisturbed run {len(wrong)}"
    )
    account.must(not wrong, "the switch's calls differ:\n      " + "\n      ".join(sorted(wrong)[:6]))
