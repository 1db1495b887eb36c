"""The plans and the words that ship; fixed texts in four languages until templates can be edited."""

from typing import NamedTuple


class Words(NamedTuple):
    """Subject and text of a mail; {name} is the organization's."""

    subject: str
    body: str


FOLLOW_UP_MAIL = "follow_up_mail"
SHIPPED = {FOLLOW_UP_MAIL: "Follow-up mail"}

TEMPLATES: dict[str, dict[str, Words]] = {
    FOLLOW_UP_MAIL: {
        "en": Words(
            "Thank you for your time",
            "Hello,\n\nthank you for talking to us today. You wanted to know more: just reply to this mail, and we "
            "will answer your questions or find a time that suits you.\n\nKind regards\n{name}\n",
        ),
        "ru": Words(
            "Спасибо за разговор",
            "Здравствуйте!\n\nСпасибо, что уделили нам время. Вы хотели узнать больше: просто ответьте на это письмо, "
            "и мы ответим на вопросы или договоримся об удобном времени.\n\nС уважением,\n{name}\n",
        ),
        "hu": Words(
            "Köszönjük a beszélgetést",
            "Jó napot kívánunk!\n\nKöszönjük, hogy időt szánt ránk. Ha többet szeretne tudni, válaszoljon erre a "
            "levélre: felelünk a kérdéseire, vagy egyeztetünk egy Önnek megfelelő időpontot.\n\nÜdvözlettel:\n{name}\n",
        ),
        "nb": Words(
            "Takk for praten",
            "Hei,\n\ntakk for at du tok deg tid til oss. Du ville vite mer: svar på denne e-posten, så svarer vi på "
            "spørsmålene dine eller finner et tidspunkt som passer.\n\nVennlig hilsen\n{name}\n",
        ),
    }
}


def words(template: str, language: str, name: str) -> Words:
    """Return a template's words in a language, else in English, with the organization's name in them."""
    texts = TEMPLATES[template]
    chosen = texts.get(language, texts["en"])
    return Words(chosen.subject, chosen.body.replace("{name}", name))
