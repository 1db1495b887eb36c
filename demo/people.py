"""Who signs in to the demonstration, and whom the demonstration has talked to before."""

from typing import NamedTuple

PASSWORD = "aftercall-demo"  # noqa: S105 - public on purpose: the demonstration prints it


class SignIn(NamedTuple):
    """One person of the demonstration; `holds` names the place in the switch's world whose telephone is theirs."""

    organization: str
    email: str
    name: str
    role: str
    holds: str = ""
    password: str = PASSWORD

    @property
    def who(self) -> str:
        """Say name, role and organization in one line."""
        return f"{self.name} · {self.role} · {self.organization.capitalize()}"


SIGN_INS = [
    SignIn("acme", "ada@acme.example", "Ada Lindqvist", "agent", "agent-1"),
    SignIn("acme", "ben@acme.example", "Ben Okoye", "agent", "agent-2"),
    SignIn("acme", "mona@acme.example", "Mona Reyes", "manager"),
    SignIn("acme", "axel@acme.example", "Axel Horvath", "admin"),
    SignIn("globex", "gina@globex.example", "Gina Marsh", "agent", "agent-1"),
]

# Slug, name, country, time zone, language.
ORGANIZATIONS = [
    ("acme", "Acme", "US", "America/New_York", "en"),
    ("globex", "Globex", "GB", "Europe/London", "en"),
]

# When they are open: Monday first, as people type it; and the region whose holidays they keep.
HOURS = {
    "acme": (["8:00–20:00"] * 5 + ["9:00–14:00", ""], ""),
    "globex": (["9:00–17:30"] * 5 + ["", ""], "ENG"),
}

# Names for the numbers of the recording, so that a card has a history: in the order in which the numbers call.
CUSTOMERS = [
    "Margaret Ellis",
    "Daniel Okafor",
    "Rosa Lindgren",
    "Samir Haddad",
    "Ivy Thornton",
    "Kwame Mensah",
    "Beatrice Low",
    "Helen Marsh",
    "Arthur Quill",
    "Piotr Zielinski",
]

# What was said before, newest first per customer: days ago, hour, direction, talk in seconds, codes, note.
EARLIER = [
    (2, 10, "outbound", 184, ["interested"], "Asked for the brochure, decides with her husband"),
    (9, 15, "outbound", 22, ["voicemail_left"], "Second attempt, said we would try in the evening"),
    (16, 11, "inbound", 131, ["follow_up_needed"], "Enquiry from the web form, price list promised"),
    (3, 14, "outbound", 96, ["not_interested"], "Has just signed elsewhere"),
    (12, 9, "outbound", 48, ["disconnected"], "Line fell out in the car"),
    (1, 16, "inbound", 412, ["interested", "meeting_scheduled"], "Wants to see it on site, Thursday suits"),
    (6, 12, "outbound", 305, ["demo_booked"], "Two colleagues join the demo"),
    (13, 13, "inbound", 77, ["follow_up_needed"], "Invoice address changed"),
    (4, 10, "outbound", 541, ["deal_closed"], "Starter plan, twelve months"),
    (10, 17, "outbound", 64, ["not_interested"], "Budget frozen this year"),
]
