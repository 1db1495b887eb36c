import json
from pathlib import Path

from dispositions.models import Code, CodeSet, CodeSetItem, CodeVersion

STANDARD = Path(__file__).resolve().parent.parent / "standard" / "codes.json"


def furnish() -> CodeSet:
    """Give the organization in scope the standard codes and the default set with its digits."""
    rows = json.loads(STANDARD.read_text(encoding="utf-8"))
    digits = {row["slug"]: row.pop("digit") for row in rows}
    codes = Code.objects.bulk_create(Code(**row) for row in rows)
    CodeVersion.objects.bulk_create(
        CodeVersion(code=code, number=1, category=code.category, labels=code.labels, effects=code.effects)
        for code in codes
    )
    code_set = CodeSet.objects.create(name="Standard", is_default=True)
    CodeSetItem.objects.bulk_create(
        CodeSetItem(code_set=code_set, code=code, digit=digits[code.slug], position=code.position)
        for code in codes
        if code.selectable
    )
    return code_set
