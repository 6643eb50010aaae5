"""Which query parameters say how a reader came to an article, and so belong to no address of it."""

import re

_ALWAYS = re.compile(
    r"""
    utm_.* | mtm_.* | pk_(?:campaign|kwd|keyword|source|medium|content|cid) | piwik_.* | hsa_.* | vero_.* | oly_.*
    | (?:at_(?:medium|campaign.*|custom\d*|link.*|bbc_team|format|ptr.*|objective|content|channel|creation|variant|term
        |recipient.*|send_date|type))
    | ns_(?:mchannel|source|campaign|linkname|fee) | wt\..* | wt_.* | _?hs(?:enc|mi|ctatracking) | __hs.* | hmb_.*
    | fb_(?:action_.*|ref|source|comment_id) | fbclid | gclid | gclsrc | dclid | wbraid | gbraid | gad_.* | msclkid
    | yclid | twclid | ttclid | li_fat_id | igshid | igsh | epik | zanpid | rb_clickid | s_kwcid | ef_id | ob_click_id
    | tblci | dicbo | mc_cid | mc_eid | mkt_tok | elq.* | sfmc_.* | ss_(?:source|campaign_.*|email_id) | ml_subscriber.*
    | cm_mmc.* | cm_ven | cm_cat | cm_pla | cm_ite | _ga | _gl | _openstat | openstat | _branch_match_id
    | cmp | cmpid | icid | intcid | ocid | ncid | xtor | s_cid | sc_cid | ito | smid | smtyp | emc | maca | mbid | ftag
    | guccounter | guce_.* | soc_(?:src|trk) | sr_share | trk | trkcampaign | tse_id | itid | hpid | wprss | spm
    | ref_src | ref_url | refsrc | reflink | traffic_?source | __twitter_impression | __tn__ | __cft__.*
    | usqp | amp_(?:js_v|gsa|ct|tf|latest_update_time) | jsessionid | phpsessid
    """,
    re.VERBOSE,
)
"""Names that no publisher uses for anything else: the documented names of analytics, mail and advertising services."""

_SOMETIMES = frozenset(
    {"ref", "referrer", "referer", "refer", "source", "src", "via", "from", "share", "partner", "rss"}
)
"""Names that mostly say where a reader came from, but in some systems name the article (`?ref=12345`)."""

_NAMES_A_STORY = re.compile(r"/[^/]{12,}/?$|[0-9]{4,}")
_MAY_BE_AN_ID = re.compile(r"[0-9]{3}|[0-9a-f-]{16}", re.IGNORECASE)


def is_tracking(name: str, value: str, *, path: str) -> bool:
    """Whether a parameter (percent-encoding normal form) may be left out of an address with that path.

    The doubtful names go only where the path alone already names a story and the value cannot be an identifier: two
    articles taken for one would lose a story, one article taken for two only costs a fetch.
    """
    name = name.lower()
    if name in _SOMETIMES:
        return _NAMES_A_STORY.search(path) is not None and _MAY_BE_AN_ID.search(value) is None
    return _ALWAYS.fullmatch(name) is not None


def is_amp_mark(name: str, value: str) -> bool:
    """Whether a parameter asks for the AMP form of a page: `amp`, `amp=1`, `outputType=amp`."""
    name, value = name.lower(), value.lower()
    if name == "amp":
        return value in {"", "1", "true", "yes"}
    return name in {"outputtype", "output", "view", "type", "mode"} and value == "amp"
