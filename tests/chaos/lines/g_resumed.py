"""What was killed, what ended otherwise, and how long it took to go on."""

from tests.chaos.account import line, listed

# Goals of the design, in seconds.
AFTER_A_WORKER, AFTER_A_SERVER = 75, 60


@line
def it_went_on_by_itself(run, account):
    drill = run.drill
    account.line(f"{sum(drill.kills.values())} kills: {listed(+drill.kills)}")
    account.line(f"{sum(drill.faults.values())} other faults: {listed(drill.faults)}")
    unplanned = [end.split(" and is")[0] for end in drill.crew.ends if "SIGKILL" not in end]
    account.line(
        f"{len(drill.crew.ends)} processes started again; ended otherwise than by a kill: {unplanned or 'none'}"
    )
    for what, times in drill.resumed.items():
        goal = AFTER_A_WORKER if "worker" in what else AFTER_A_SERVER
        said = f"{what}: went on after {max(times):.1f} s (goal {goal}{'' if max(times) <= goal else ', MISSED'})"
        account.line(said)
        # The goal is for the machine it was set for; twice as long is a fault on any.
        account.must(max(times) <= 2 * goal, said)
    account.must("the due work of a dead worker" in drill.resumed, "the due work of a dead worker was not measured")
