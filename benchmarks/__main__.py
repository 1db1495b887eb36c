"""Measure what ROWS names, or everything; SCALE makes it shorter."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    from benchmarks.measures import MEASURES
    from benchmarks.rows import Row, table, write

    asked = [name for name in os.environ.get("ROWS", "").split(",") if name]
    unknown = set(asked) - {name for names in MEASURES for name in names}
    if unknown:
        print(f"There is no measure {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    scale = float(os.environ.get("SCALE", "1"))
    rows: list[Row] = []
    for names, measure in MEASURES.items():
        if not asked or set(names) & set(asked):
            rows += [row for row in measure(scale) if not asked or row.name.split(".")[0] in asked]
    print(table(rows))
    write(rows, PROJECT / "artifacts" / "bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
