from itertools import pairwise
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from calllog.sources.ami import LONGEST_BLOCK, AmiReader, Block, encode_action
from tests.calllog.scoring import capture

QUICK = settings(max_examples=100, deadline=None, database=None)
SOME = capture().raw[:20_000]


def read(*pieces):
    reader = AmiReader()
    return [block for piece in pieces for block in reader.feed(piece)] + reader.close()


class TheReader(TestCase):
    @QUICK
    @given(st.lists(st.integers(0, len(SOME)), max_size=60))
    def test_reads_the_same_blocks_in_any_pieces(self, cuts):
        edges = [0, *sorted(cuts), len(SOME)]
        pieces = [SOME[start:end] for start, end in pairwise(edges)]

        self.assertEqual(read(*pieces), read(SOME))

    @QUICK
    @given(st.lists(st.one_of(st.binary(max_size=200), st.sampled_from([b"\r\n", b"\n\n", b": ", b"Event: X"]))))
    def test_never_raises_on_what_it_is_fed(self, pieces):
        self.assertEqual(read(*pieces), read(b"".join(pieces)))

    def test_reads_every_event_of_the_sample(self):
        blocks = read(capture().raw)

        self.assertEqual(
            (len([one for one in blocks if one.event]), [one.error for one in blocks if one.error]), (6448, [])
        )

    def test_skips_the_banner(self):
        self.assertEqual(read(b"Asterisk Call Manager/13.0.0\r\nEvent: A\r\n\r\n"), [Block((("Event", "A"),))])

    def test_keeps_repeated_keys_in_order(self):
        block = read(b"Event: A\r\nVariable: 1\r\nVariable: 2\r\n\r\n")[0]

        self.assertEqual(block.all("Variable"), ["1", "2"])

    def test_takes_bare_line_feeds(self):
        self.assertEqual(read(b"Event: A\nKey:\n\n"), [Block((("Event", "A"), ("Key", "")))])

    def test_replaces_bytes_that_are_not_utf_8(self):
        self.assertEqual(read(b"Event: \xff\xfe\r\n\r\n")[0].event, "\ufffd\ufffd")

    def test_keeps_the_text_of_a_block_it_cannot_read(self):
        block = read(b"Event: A\r\nno colon here\r\n\r\nEvent: B\r\n\r\n")[0]

        self.assertEqual((block.error, block.raw), ("line without a key", "Event: A\r\nno colon here\r\n\r\n"))

    def test_goes_on_after_a_block_it_cannot_read(self):
        self.assertEqual(read(b"nonsense\r\n\r\nEvent: B\r\n\r\n")[1].event, "B")

    def test_says_that_the_last_block_was_cut(self):
        self.assertEqual(read(b"Event: A\r\nCha")[0].error, "truncated")

    def test_gives_up_on_a_block_without_end_and_reads_the_next(self):
        flood = b"Key: " + b"x" * (LONGEST_BLOCK + 10)
        blocks = read(flood[:1000], flood[1000:], b"y\r\nKey: z\r\n\r\nEvent: B\r\n\r\n")

        self.assertEqual([(one.error, one.event) for one in blocks], [("block too long", ""), ("", "B")])

    def test_writes_blocks_as_it_read_them(self):
        blocks = read(SOME)

        self.assertEqual(read(b"".join(one.to_bytes() for one in blocks if not one.error)), blocks[:-1])


class AnAction(TestCase):
    def test_is_written_as_lines_with_an_empty_one_at_the_end(self):
        action = {"Action": "Login", "Variable": ["a=1", "b=2"]}

        self.assertEqual(encode_action(action), b"Action: Login\r\nVariable: a=1\r\nVariable: b=2\r\n\r\n")

    def test_cannot_smuggle_another_one(self):
        with self.assertRaisesMessage("line break"):
            encode_action({"Action": "Originate", "CallerID": "x\r\nAction: Command"})

    def assertRaisesMessage(self, text):
        return self.assertRaisesRegex(ValueError, text)
