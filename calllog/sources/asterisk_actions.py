"""What we may tell an Asterisk, as manager actions."""

import re

Action = dict[str, str | list[str]]

DIALLABLE = re.compile(r"\+?[0-9*#]{1,32}")


def pause_member(*, interface: str, queue: str = "", reason: str = "") -> Action:
    """Stop calls of a queue, or of all queues, to this telephone."""
    return _pause(interface, queue, "true", reason)


def unpause_member(*, interface: str, queue: str = "") -> Action:
    return _pause(interface, queue, "false", "")


def originate(
    *, interface: str, number: str, context: str, caller_id: str, account: str, channel_id: str, ring_s: int = 30
) -> Action:
    """Ring the agent's telephone and, when it answers, dial the number for it; `channel_id` becomes the call's id."""
    if not DIALLABLE.fullmatch(number):
        raise ValueError("The number holds what cannot be dialled.")
    return {
        "Action": "Originate",
        "Channel": interface,
        "Context": context,
        "Exten": number,
        "Priority": "1",
        "CallerID": caller_id,
        "Account": account,
        "ChannelId": channel_id,
        "Timeout": str(ring_s * 1000),
        "Async": "true",
    }


def _pause(interface: str, queue: str, paused: str, reason: str) -> Action:
    action: Action = {"Action": "QueuePause", "Interface": interface, "Paused": paused}
    if queue:
        action["Queue"] = queue
    if reason:
        action["Reason"] = reason
    return action
