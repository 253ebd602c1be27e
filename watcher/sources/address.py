"""Addresses: which may be connected to, and the one spelling of a link."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from ada_url import URL, HostType

# Written out from the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890): Python's own `is_private` and
# `is_global` each miss a quarter of them, and change with its version.
NOT_PUBLIC_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local: the metadata services of clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",
        ),
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")  # all else is local, multicast, unassigned or an IPv4 address in disguise
NOT_PUBLIC_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)
NAT64 = IPv6Network("64:ff9b::/96")

MOST_REMEMBERED = 1_000  # addresses that were judged: each poll asks

LOCAL_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
)

# Parameters that say who sent the reader and change nothing on the page.
TRACKING_PREFIXES = ("utm_", "_hs", "hsa_", "mtm_", "pk_", "at_bbc_", "oly_", "vero_", "ns_")
# fmt: off
TRACKING = frozenset((
    "__twitter_impression", "_branch_match_id", "_ga", "_gl", "at_campaign", "at_custom1", "at_custom2",
    "at_custom3", "at_custom4", "at_format", "at_link_id", "at_link_origin", "at_link_type", "at_medium",
    "at_ptr_name", "cmp", "cmpid", "dclid", "epik", "fb_action_ids", "fb_action_types", "fb_ref",
    "fb_source", "fbclid", "feedname", "feedtype", "ftag", "gbraid", "gclid", "gclsrc", "guccounter",
    "guce_referrer", "guce_referrer_sig", "hsctatracking", "icid", "igsh", "igshid", "intcid", "li_fat_id",
    "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ncid", "ocid", "rb_clickid", "ref_src",
    "ref_url", "s_cid", "smid", "smtyp", "sr_share", "srsltid", "ttclid", "twclid", "wbraid", "wickedid",
    "wt.mc_id", "wt_mc", "wtmc", "xtor", "yclid", "ysclid",
))
# fmt: on


@lru_cache(MOST_REMEMBERED)
def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the open internet. What is not an address at all is not."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv4Address):
        return not any(number in network for network in NOT_PUBLIC_V4)
    if number.scope_id is not None:
        return False
    carried = _carried(number)
    if carried is not None:
        return is_public(str(carried))
    return number in PUBLIC_V6 and not any(number in network for network in NOT_PUBLIC_V6)


def _carried(number: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, NAT64 or 6to4."""
    if number in NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour


def is_literal(url: URL) -> bool:
    """Whether the host is a numeric address in any spelling: 127.1, 0x7f000001 and circled digits count, too."""
    return url.host_type in (HostType.IPV4, HostType.IPV6)


def is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return "." not in name or name.endswith(tuple(f".{local}" for local in LOCAL_NAMES))


def canonical_url(url: str, base: str | None = None) -> str:
    """The one spelling of a link, without fragment, user and tracking; "" for what is no http(s) address."""
    try:
        parsed = URL(url.strip(), base=base) if base else URL(url.strip())
    except ValueError:
        return ""
    if parsed.protocol not in ("http:", "https:"):
        return ""
    parsed.hash = parsed.username = parsed.password = ""
    # The query is cut as text: to parse it and write it anew could change its escapes, and break a signature in it.
    kept = [part for part in parsed.search[1:].split("&") if part and not _tracks(part.partition("=")[0].lower())]
    parsed.search = "&".join(kept)
    return str(parsed.href)


def site(url: str) -> str:
    """The host, as people name it; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address like http://[
        return ""


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
