"""News of calls for the floors above; each is sent inside the transaction and the scope that made it true."""

from django.dispatch import Signal

# call_ids: the calls whose telephony facts or agents changed; live: the switch speaks now, not a correcting person.
calls_refolded = Signal()
# survivor_id, merged_id: two stored calls turned out to be one.
calls_merged = Signal()
# stays_id, leaves_id: a call was taken apart by a person.
calls_split = Signal()
# kept_id, gone_id: two contacts turned out to be one person. Receivers answer with the ids of what they moved, by name.
contacts_merged = Signal()
# kept_id, gone_id, moved: that was wrong; what the receivers moved goes back.
contacts_parted = Signal()
