"""The life of a delivery, move by move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.core.outcome import (
    REPEAT,
    Absent,
    Malformed,
    Moved,
    Present,
    Refused,
    Sent,
    Unauthorised,
    Undecidable,
    Unknown,
    Unsent,
    Wait,
)
from watcher.core.sending.delivery import (
    DEATHS,
    SETTLE,
    claim,
    drop,
    is_unsaid,
    orphan,
    resolve,
    rewrite,
    settle,
    suspect,
)
from watcher.core.telling import Delivery, DeliveryId, DeliveryState, Kind, Message, SubscriptionId

NOON = datetime(2025, 7, 17, 12, tzinfo=UTC)
WORDS = Message(body="A quay.")


def a_delivery(**values) -> Delivery:
    plain = {
        "id": DeliveryId(1),
        "key": "channel/story-1/post",
        "subscription": SubscriptionId("channel"),
        "via": "telegram",
        "address": "@sohae_watch",
        "kind": Kind.POST,
        "due_at": NOON,
        "made_at": NOON,
    }
    return Delivery(**{**plain, **values})


def sending(**values) -> Delivery:
    return claim(a_delivery(**values), now=NOON, base_id=406, message=WORDS)


def unknown(**values) -> Delivery:
    return settle(sending(**values), Unknown("no answer"), now=NOON, jitter=0)


def test_a_claim_counts_the_attempt_and_freezes_the_words():
    claimed = claim(a_delivery(), now=NOON, base_id=406, message=WORDS)
    assert (claimed.state, claimed.attempts, claimed.claimed_at, claimed.base_id) == ("sending", 1, NOON, 406)
    again = claim(
        replace(claimed, state=DeliveryState.DUE), now=NOON, base_id=407, message=Message(body="Other words.")
    )
    assert again.message == WORDS


def test_what_is_not_due_cannot_be_claimed():
    with pytest.raises(ValueError, match="not ours to take"):
        claim(a_delivery(due_at=NOON + timedelta(seconds=1)), now=NOON, base_id=None, message=WORDS)


def test_sent_is_final_and_keeps_its_receipt():
    after = settle(sending(), Sent("-100:407"), now=NOON, jitter=0)
    assert (after.state, after.receipt, after.done_at, after.last_error) == ("sent", "-100:407", NOON, None)


def test_a_flood_wait_is_kept_to_the_second():
    after = settle(sending(), Wait(timedelta(seconds=37)), now=NOON, jitter=0)
    assert (after.state, after.due_at) == ("due", NOON + timedelta(seconds=37))


def test_what_never_left_is_tried_again_for_as_long_as_it_takes():
    delivery = sending(attempts=500)
    after = settle(delivery, Unsent("no connection"), now=NOON, jitter=1)
    assert (after.state, after.due_at) == ("due", NOON + timedelta(hours=1))


def test_a_form_the_far_end_cannot_read_is_sent_once_more_without_markup():
    plain = settle(sending(), Malformed("can't parse entities"), now=NOON, jitter=0)
    assert (plain.state, plain.plain, plain.message, plain.due_at) == ("due", True, None, NOON)
    again = settle(claim(plain, now=NOON, base_id=406, message=WORDS), Malformed("too long"), now=NOON, jitter=0)
    assert again.state == "dead"


def test_a_refusal_is_a_dead_letter_that_says_why():
    after = settle(sending(), Refused("the bot was removed"), now=NOON, jitter=0)
    assert (after.state, after.last_error) == ("dead", "the bot was removed")


def test_a_chat_that_moved_is_followed():
    after = settle(sending(), Moved("-100777"), now=NOON, jitter=0)
    assert (after.state, after.address) == ("due", "-100777")


def test_bad_credentials_bury_nothing():
    assert settle(sending(), Unauthorised("401"), now=NOON, jitter=0).state == "due"


def test_an_unknown_fate_is_looked_for_after_the_settle_time():
    after = unknown()
    assert (after.state, after.due_at) == ("unknown", NOON + SETTLE)


def test_a_channel_with_a_custom_of_its_own_says_when_to_try_again():
    after = settle(sending(), Unsent("greylisted", timedelta(minutes=5)), now=NOON, jitter=0)
    assert (after.state, after.due_at) == ("due", NOON + timedelta(minutes=5))


def test_what_nobody_can_look_for_is_repeated_when_its_channel_says():
    finding = Undecidable("a mailbox is private", timedelta(minutes=30))
    looked = resolve(unknown(), finding, now=NOON + REPEAT)
    assert (looked.state, looked.due_at) == ("unknown", NOON + timedelta(minutes=30))
    assert resolve(looked, finding, now=NOON + timedelta(minutes=30)).state == "due"


def test_an_edit_of_unknown_fate_is_simply_made_again():
    after = settle(sending(kind=Kind.EDIT, target=DeliveryId(9)), Unknown("no answer"), now=NOON, jitter=1)
    assert (after.state, after.due_at) == ("due", NOON + timedelta(seconds=30))


def test_what_the_probe_finds_was_sent():
    after = resolve(unknown(), Present("-100:407"), now=NOON + SETTLE)
    assert (after.state, after.receipt) == ("sent", "-100:407")


@pytest.mark.parametrize("finding", [Absent(), Undecidable("no base")])
def test_what_is_not_found_is_looked_for_once_more_before_it_is_repeated(finding):
    looked = resolve(unknown(), finding, now=NOON + SETTLE)
    assert (looked.state, looked.due_at) == ("unknown", NOON + REPEAT)
    assert resolve(looked, finding, now=NOON + REPEAT).state == "due"


def test_the_wait_counts_from_the_claim_and_not_from_the_start_of_a_process():
    left = orphan(sending(), now=NOON + timedelta(days=1))
    assert resolve(left, Absent(), now=NOON + timedelta(days=1)).state == "due"


def test_a_look_that_began_too_early_proves_nothing_however_long_it_took():
    """What arrived in its middle stands where it had looked already."""
    left = orphan(sending(), now=NOON)
    late = resolve(left, Absent(), asked_at=NOON + SETTLE, now=NOON + 2 * REPEAT)
    assert (late.state, late.due_at) == ("unknown", NOON + 2 * REPEAT)
    assert resolve(late, Absent(), asked_at=NOON + 2 * REPEAT, now=NOON + 3 * REPEAT).state == "due"


def test_a_message_that_kills_its_process_each_time_is_set_aside():
    delivery = sending()
    for death in range(1, DEATHS):
        left = resolve(orphan(delivery, now=NOON), Absent(), now=NOON + REPEAT)
        assert (left.state, left.deaths) == ("due", death)
        delivery = replace(left, state=DeliveryState.SENDING, claimed_at=NOON)
    assert resolve(orphan(delivery, now=NOON), Absent(), now=NOON + REPEAT).state == "dead"
    assert resolve(orphan(delivery, now=NOON), Present("-100:407"), now=NOON + REPEAT).state == "sent"


def test_an_attempt_that_the_process_outlives_clears_a_message_of_suspicion():
    suspected = replace(sending(), deaths=DEATHS - 1, attempts=DEATHS)
    outlived = settle(suspected, Unsent("no connection"), now=NOON, jitter=0)
    assert (outlived.state, outlived.deaths) == ("due", 0)


def test_of_what_was_in_flight_only_the_last_claimed_is_suspected():
    early, late = sending(), replace(sending(), id=DeliveryId(2), claimed_at=NOON + timedelta(seconds=1))
    assert suspect([late, early]) == late.id
    assert suspect([]) is None
    assert orphan(early, now=NOON, is_suspect=False).deaths == 0


def test_words_change_only_while_nothing_of_them_was_sent():
    assert is_unsaid(a_delivery())
    assert not is_unsaid(settle(sending(), Unsent("no connection"), now=NOON, jitter=0))
    with pytest.raises(ValueError, match="frozen"):
        rewrite(sending(), None, revision=2, urgent=False)


OUTCOMES = st.sampled_from(
    [
        Sent("1"),
        Wait(timedelta(seconds=9)),
        Unsent("e"),
        Unknown("e"),
        Malformed("e"),
        Moved("@b"),
        Refused("e"),
        Unauthorised("e"),
    ]
)
FINDINGS = st.sampled_from([Present("1"), Absent(), Undecidable("why")])


@given(st.lists(st.tuples(OUTCOMES, FINDINGS, st.booleans()), max_size=30), st.sampled_from([Kind.POST, Kind.EDIT]))
def test_every_way_through_ends_or_goes_on_and_a_final_state_stays(steps, kind):
    delivery = a_delivery(kind=kind, target=DeliveryId(9) if kind is Kind.EDIT else None)
    now = NOON
    for outcome, finding, dies in steps:
        if delivery.state is DeliveryState.DUE:
            now = max(now, delivery.due_at)
            delivery = claim(delivery, now=now, base_id=1, message=WORDS)
            delivery = orphan(delivery, now=now) if dies else settle(delivery, outcome, now=now, jitter=0.5)
        elif delivery.state is DeliveryState.UNKNOWN:
            now = max(now, delivery.due_at)
            delivery = resolve(delivery, finding, now=now)
        else:
            assert delivery.state.is_final
            with pytest.raises(ValueError, match="channel/story-1"):
                settle(delivery, outcome, now=now, jitter=0)
            with pytest.raises(ValueError, match="channel/story-1"):
                claim(delivery, now=now, base_id=1, message=WORDS)
        assert delivery.state.is_final == (delivery.done_at is not None)
        assert delivery.state not in ("sending", "unknown") or delivery.claimed_at is not None


def test_what_nobody_wants_is_dropped_with_a_reason():
    after = drop(a_delivery(), "unsubscribed", now=NOON)
    assert (after.state, after.last_error, after.done_at) == ("dropped", "unsubscribed", NOON)
