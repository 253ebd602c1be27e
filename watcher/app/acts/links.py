"""Puts a link to each reply into the post that it answers, in the transaction that stores that the reply arrived."""

from dataclasses import replace

from watcher.app.newsroom import Newsroom
from watcher.app.telling import drafts
from watcher.channels.base import Linked
from watcher.core.telling import Delivery, DeliveryState, FollowUp, Kind, Post
from watcher.store import outbox, tellings


def link_back(room: Newsroom, reply: Delivery) -> None:
    """Queue the edit of the post. Nothing happens where this is no reply, has not arrived, or has no address."""
    channel = room.channels[reply.via]
    if reply.kind is not Kind.REPLY or reply.state is not DeliveryState.SENT or not isinstance(channel, Linked):
        return
    url = channel.link_to(reply.address, reply.receipt or "")
    post = outbox.get(room.db, reply.target) if reply.target is not None else None
    if url is None or post is None or not isinstance(reply.content, Post):
        return
    words = tellings.latest_words(room.db, post.id)
    if not isinstance(words, Post):
        return
    told = FollowUp(at=reply.done_at or room.clock(), headline=reply.content.headline, url=url)
    linked = replace(words, follow_ups=(*words.follow_ups, told))
    drafts.queue_edit(room.db, post, linked, f"{reply.id}-links", room.moment)
