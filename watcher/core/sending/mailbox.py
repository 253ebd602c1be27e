"""Addresses of mail, as people write them."""

import re

MOST = 254  # RFC 5321 leaves no room for more

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")


def mailbox(text: str) -> str:
    """The address with its domain in small letters. Raises ValueError: what is right.

    Quoted local parts and address literals are left out: nobody has one, and each opens a door to header tricks.
    """
    found = _MAILBOX.fullmatch(text.strip())
    if found is None or len(found["local"]) > 64 or len(text) > MOST:
        raise ValueError(
            "a mail address is like `reader@example.org`, in ASCII (a domain in other letters as `xn--...`)"
        )
    return f"{found['local']}@{found['domain'].lower()}"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def shortened(address: str) -> str:
    """For logs and pages, where the whole address is nobody's business: `r…@example.org`. Others stay as they are."""
    if "@" not in address[1:]:  # a chat's name begins with it
        return address
    return f"{address[:1]}…@{domain_of(address)}"
