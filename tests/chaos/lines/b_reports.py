"""The changes that reports add up come to the rows, in every cell."""

from tests.chaos.account import line

# Per measure and every dimension: what the changes come to, and the rows they were written for.
DELTAS = """
    SELECT measure, sum(deltas)::int, sum(facts)::int, count(*) FILTER (WHERE deltas <> facts) FROM (
        SELECT measure, sum(n) AS deltas, sum(fact) AS facts FROM (
            SELECT organization_id, measure, quarter_at, code_id, membership_id, queue_id, campaign_id, direction,
                   n, 0 AS fact FROM reports_delta
            UNION ALL
            SELECT organization_id, 'use', date_bin('15 minutes', started_at, '2000-01-01Z'), code_id, membership_id,
                   queue_id, campaign_id, direction, 0, 1 FROM dispositions_codeuse WHERE superseded_at IS NULL
            UNION ALL
            SELECT organization_id, 'call', date_bin('15 minutes', started_at, '2000-01-01Z'), primary_id,
                   membership_id, queue_id, campaign_id, direction, 0, 1
            FROM dispositions_calloutcome WHERE primary_id IS NOT NULL
        ) one GROUP BY organization_id, measure, quarter_at, code_id, membership_id, queue_id, campaign_id, direction
    ) cell GROUP BY measure ORDER BY measure
"""


@line
def changes_are_rows(run, account):
    for measure, deltas, facts, differing in run.place.ask(DELTAS):
        account.line(f"reports: {deltas} {measure}s by changes = {facts} by rows; cells that differ {differing}")
        account.must(deltas == facts and not differing, f"{differing} cells of {measure}s differ")
