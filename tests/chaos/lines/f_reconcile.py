"""What the operator is told after all this: `manage.py reconcile` finds no difference."""

from tests.chaos.account import line


@line
def the_operator_sees_no_difference(run, account):
    told = run.place.manage("reconcile", check=False)
    account.line("manage.py reconcile:")
    for text in told.stdout.splitlines():
        account.line(f"  {text}")
    account.must(told.returncode == 0, f"manage.py reconcile: {told.stderr.strip()[-300:]}")
