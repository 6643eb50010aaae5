"""Written pages in the forms that stories take: live blog, photo story, wire story, opinion, lines parted by breaks."""

# ruff: noqa: E501  markup and prose stand as sites write them

from datetime import UTC, datetime, timedelta
from html import escape

from tests.written_markup import (
    Written,
    also_read,
    article,
    between,
    data,
    link,
    links,
    menu,
    open_graph,
    page,
    paragraphs,
)
from tests.written_stories import Tale


def breaks(tale: Tale) -> Written:
    """A portal's page: the text bare in one element, parted by line breaks, with boxes and points among it."""
    tongue = tale.tongue
    lines = [f"{escape(text, quote=False)}<br><br>" for text in tale.paragraphs]
    box = f'<div class="embedarticle"><a href="/n/1"><img src="/t.jpg"><span>{tale.others[1]}</span></a></div>'
    text = between(
        lines,
        after_2=box,
        after_4=f"<strong>{tongue.also_read}: {link(tale, 2)}</strong><br><br>",
    )
    body = f"""<div class="wrap">{menu(tale)}<div class="breadcrumb"><a href="/">{tongue.nav[0]}</a> › <a href="/s">{tongue.nav[2]}</a></div>
<div class="leftmain"><h1>{tale.headline}</h1>
<div class="byline">{tongue.by} <a href="/author/3">{tale.reporter}</a> | {tongue.site} | {tongue.updated}: {tongue.date(tale.when)}, {tale.when:%I:%M %p}</div>
<div class="highlights"><h3>{tongue.highlights}</h3><ul><li>{tale.headline}</li><li>{tale.standfirst}</li></ul></div>
<div class="articlecontent"><div class="story-text">{text}</div></div>
<div class="follow-bar">{tongue.follow} <a href="#fb">Facebook</a></div></div>
<div class="rightside"><h3>{tongue.most_read}</h3>{links(tale, 3, 5)}</div></div><div class="foot">{tongue.rights}</div>"""
    head = open_graph(tale) + article(tale, authors=[{"@type": "Person", "name": tale.reporter}])
    return Written(
        tale=tale,
        shape="breaks",
        markup=page(tale, head=head, body=body),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


def legacy(tale: Tale) -> Written:
    """An old system of tables that says nothing to machines: time and byline are shown, in words."""
    tongue = tale.tongue
    text = between(
        paragraphs(tale.paragraphs, attributes=' align="justify"'),
        after_3=f'<p align="center"><img src="/i.gif"><br><i>{tongue.credit}</i></p>',
    )
    body = f"""<table width="980" align="center"><tr><td colspan="3"><a href="/"><img src="/logo.gif" alt="{tongue.site}"></a></td></tr>
<tr><td colspan="3" class="topnav">{" | ".join(f'<a href="/s{index}">{name}</a>' for index, name in enumerate(tongue.nav))}</td></tr>
<tr><td width="160" valign="top">{links(tale, 3, 5)}</td><td valign="top">
<h1>{tale.headline}</h1>
<p class="small">{tongue.published}: {tongue.date(tale.when)}, {tale.when:%I:%M %p} {tongue.zone_name}</p>
<p class="small"><b>{tongue.by} {tale.reporter}</b></p>
{text}</td><td width="200" valign="top"><marquee direction="up"><p>{link(tale, 9)}</p><p>{link(tale, 10)}</p></marquee></td></tr>
<tr><td colspan="3" align="center"><font size="1">{tongue.rights}</font></td></tr></table>"""
    return Written(
        tale=tale,
        shape="legacy",
        markup=page(tale, head="", body=body, root=f'dir="{tongue.direction}"'),
        byline=[tale.reporter],
        published_at=tale.when.replace(second=0),
        body=tale.paragraphs,
    )


def plain_daily(tale: Tale) -> Written:
    """A newspaper's page with no data but a title: the day in native digits, the desk over the text."""
    tongue = tale.tongue
    text = between(paragraphs(tale.paragraphs), after_2=f"<p>{tongue.read_more}: {link(tale, 0)}</p>")
    body = f"""<div class="container-fluid"><div class="header">{menu(tale)}</div><div class="breaking"><span>{tongue.ticker}</span><ul><li>{link(tale, 6)}</li></ul></div>
<div class="col-md-8"><div class="detail-heading"><h1>{tale.headline}</h1></div>
<div class="detail-time">{tongue.date(tale.when, native=True, comma=" ،" if tongue.direction == "rtl" else ",")}</div>
<div class="author">{tongue.by} {tale.reporter}</div>
<div class="share-area"><span>{tongue.share}</span><a href="#f">Facebook</a><a href="#w">WhatsApp</a></div>
<div class="detail-content">{text}</div><div class="promo-line"><p>{tongue.channel}</p></div></div>
<div class="col-md-4"><h2>{tongue.most_read}</h2>{links(tale, 2, 6)}</div></div><div class="copyright">{tongue.rights}</div>"""
    head = f'<meta property="og:title" content="{escape(tale.headline)}"><meta property="og:site_name" content="{tongue.site}">'
    day = datetime(tale.when.year, tale.when.month, tale.when.day, tzinfo=UTC)
    return Written(
        tale=tale,
        shape="plain daily",
        markup=page(tale, head=head, body=body, root=f'lang="{tongue.language}"'),
        byline=[tale.reporter],
        published_at=day,
        body=tale.paragraphs,
    )


def wire(tale: Tale) -> Written:
    """An agency's story: the dateline before the text, the agency as the author, a note that nobody edited it."""
    tongue = tale.tongue
    dateline = f"{tale.place}, {tongue.date(tale.when).rsplit(' ', 1)[0]} ({tongue.agency}) "
    texts = [dateline + tale.paragraphs[0], *tale.paragraphs[1:]]
    body = f"""<header><div class="logo">{tongue.site}</div>{menu(tale)}</header><div class="sp-wrap"><div class="sp-hd"><h1 itemprop="headline" class="sp-ttl">{tale.headline}</h1>
<h2 class="sp-descp">{tale.standfirst}</h2><nav class="pst-by"><ul><li>{tongue.reporter} / {tongue.agency}</li></ul></nav></div>
<div class="ins_instory_dv"><div class="ins_instory_dv_caption sp_b">{tongue.credit}</div></div>
<div class="sp-cn ins_storybody" id="ins_storybody" itemprop="articleBody">{between(paragraphs(texts), after_3=f'<div class="ad-label">{tongue.advert}</div>')}
<p><i>{tongue.unedited}</i></p></div><div class="rel-story"><h3>{tongue.read_more}</h3>{links(tale, 1, 4)}</div></div><footer>{tongue.rights}</footer>"""
    head = open_graph(tale) + article(tale, authors={"@type": "Person", "name": tongue.agency})
    return Written(
        tale=tale,
        shape="wire",
        markup=page(tale, head=head, body=body),
        byline=[tongue.agency],
        published_at=tale.when,
        body=texts,
        standfirst=tale.standfirst,
    )


def opinion(tale: Tale) -> Written:
    """A comment: a pull quote that repeats the text, who the author is, and that the views are the author's."""
    tongue = tale.tongue
    pieces = [f'<p class="b-article-body__text">{escape(text, quote=False)}</p>' for text in tale.paragraphs]
    pull = f'<aside class="b-pull-quote"><blockquote class="pull"><p>{escape(tale.paragraphs[3], quote=False)}</p></blockquote></aside>'
    text = between(
        pieces,
        after_2=pull,
        after_5=f'<div class="b-interstitial"><a href="/n/3">{tongue.also_read}: {tale.others[3]}</a></div>',
    )
    body = f"""<div id="fusion-app"><section class="b-header-nav">{menu(tale)}</section><main class="b-main"><div class="b-headline-block"><a class="overline" href="/opinion">{tongue.nav[1]}</a>
<h1 class="b-headline">{tale.headline}</h1><h2 class="b-subheadline">{tale.standfirst}</h2></div>
<div class="b-byline"><span>{tongue.by} </span><a class="b-byline__name" href="/author/z">{tale.reporter}</a></div><time class="b-date" datetime="{tale.when.isoformat()}">{tongue.date(tale.when)}</time>
<article class="b-article-body">{text}<p class="b-article-body__text"><em>{tongue.views}</em></p></article>
<div class="b-author-bio"><img src="/z.jpg"><a href="/author/z">{tale.reporter}</a><p class="b-author-bio__text">{tale.reporter} {tongue.biography}</p></div>
<div class="b-results-list"><h2>{tongue.read_more}</h2>{links(tale, 4, 4)}</div></main><footer class="b-footer">{tongue.rights}</footer></div>"""
    head = open_graph(tale, times=True) + article(
        tale, authors=[{"@type": "Person", "name": tale.reporter, "jobTitle": tongue.reporter}]
    )
    return Written(
        tale=tale,
        shape="opinion",
        markup=page(tale, head=head, body=body),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


def live_blog(tale: Tale) -> Written:
    """A live blog: an introduction, and entries with a time and often a heading; its data is of another type."""
    tongue = tale.tongue
    lead, rest = tale.paragraphs[:2], tale.paragraphs[2:]
    entries, kept, updates = [], list(lead), []
    for index, text in enumerate(rest):
        at = tale.when + timedelta(minutes=25 * index)
        title = f"{tongue.live}: {tale.others[index]}" if index % 2 else ""
        heading = f'<h3 class="lb-title">{title}</h3>' if title else ""
        entries.append(
            f'<div class="lb-entry" id="e{index}"><div class="lb-time"><time datetime="{at.isoformat()}">{at:%I:%M %p}</time></div>{heading}<div class="lb-text"><p>{escape(text, quote=False)}</p></div><div class="lb-share"><a href="#s">{tongue.share}</a></div></div>'
        )
        kept += [title, text] if title else [text]
        updates.append(
            {
                "@type": "BlogPosting",
                "headline": title or text[:60],
                "datePublished": at.isoformat(),
                "articleBody": text,
            }
        )
    body = f"""<header>{menu(tale)}</header><section class="lb"><span class="lb-badge">{tongue.live}</span><h1>{tale.headline}</h1>
<div class="lb-meta">{tongue.by} <a href="/author/9">{tale.reporter}</a> <span>{tongue.updated} {tongue.date(tale.when)}</span></div>
<div class="lb-intro">{"".join(paragraphs(lead))}</div><div class="lb-entries">{"".join(entries)}</div></section>
<div class="sidebar"><h3>{tongue.most_read}</h3>{links(tale, 5, 4)}</div><footer>{tongue.rights}</footer>"""
    head = open_graph(tale) + article(
        tale,
        authors={"@type": "Person", "name": tale.reporter},
        kind="LiveBlogPosting",
        coverageStartTime=tale.when.isoformat(),
        liveBlogUpdate=updates,
    )
    return Written(
        tale=tale,
        shape="live blog",
        markup=page(tale, head=head, body=body),
        byline=[tale.reporter],
        published_at=tale.when,
        body=kept,
    )


def photo_story(tale: Tale) -> Written:
    """A gallery whose text stands under its pictures."""
    tongue = tale.tongue
    slides = [
        f'<div class="photo-slide"><div class="photo-box"><img src="/{index}.jpg" alt=""><span class="count">{index}/{len(tale.paragraphs)}</span><span class="photo-credit">{tongue.credit}</span></div>'
        f'<div class="photo-desc"><p>{escape(text, quote=False)}</p></div><div class="photo-share"><a href="#f">{tongue.share}</a></div></div>'
        for index, text in enumerate(tale.paragraphs, 1)
    ]
    body = f"""<div class="top">{menu(tale)}</div><div class="photo-story"><h1 class="photo-title">{tale.headline}</h1><p class="photo-intro">{tale.standfirst}</p>
<div class="photo-by">{tongue.site} | {tongue.date(tale.when)}</div>{between(slides, after_3=f'<div class="ad">{tongue.advert}</div>')}</div>
<div class="more-photos"><h3>{tongue.read_more}</h3>{links(tale, 2, 4)}</div><footer>{tongue.rights}</footer>"""
    head = open_graph(tale) + article(tale, authors={"@type": "Person", "name": tale.second})
    return Written(
        tale=tale,
        shape="photo story",
        markup=page(tale, head=head, body=body),
        byline=[tale.second],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


def points(tale: Tale) -> Written:
    """A page with points and a table in the text, and a desk that is named only where a reader sees it."""
    tongue = tale.tongue
    listed = tale.paragraphs[2:5]
    rows = "".join(
        f"<tr><td>{place}</td><td>{index * 7 + 3}</td><td>{index * 5 + 2}</td></tr>"
        for index, place in enumerate(tongue.places)
    )
    text = between(
        paragraphs([*tale.paragraphs[:2]]),
        after_2="<ul>"
        + "".join(f"<li>{escape(text, quote=False)}</li>" for text in listed)
        + "</ul>"
        + "".join(paragraphs(tale.paragraphs[5:]))
        + f"<table><tbody>{rows}</tbody></table>",
    )
    body = f"""<header class="hdr">{menu(tale)}</header><div class="story-details"><div class="story-details-left"><h1 class="stry-hdng">{tale.headline}</h1>
<div class="auth-dtl"><p class="auth-name">{tongue.by} <a href="/author/desk">{tongue.reporter}</a>, {tale.place}</p><p class="stry-dt">{tale.when:%a, %d %b %Y %I:%M %p} {tongue.zone_name}</p></div>
<div class="open-app"><a href="https://app.example/">{tongue.app}</a></div><div class="follow-us"><span>{tongue.follow}</span></div>
<div class="stry-bdy">{text}</div><div class="next-stry"><h4>{tongue.also_read}</h4>{links(tale, 4, 3)}</div></div></div><footer>{tongue.rights}</footer>"""
    table = [f"{place} {index * 7 + 3} {index * 5 + 2}" for index, place in enumerate(tongue.places)]
    return Written(
        tale=tale,
        shape="points",
        markup=page(tale, head=open_graph(tale), body=body),
        byline=[tongue.reporter],
        published_at=tale.when.replace(second=0),
        body=[*tale.paragraphs, *table],
    )


def tabloid(tale: Tale) -> Written:
    """Highlights before the text; tags and the time of publication after it, where the text stands."""
    tongue = tale.tongue
    text = between(
        paragraphs(tale.paragraphs),
        after_1=also_read(tale, 0, colon="- "),
        after_3=f"<p>{tongue.also_read} - <a href='/n/5'>{tale.others[5]}</a></p>",
        after_6=f'<p class="joinus"><strong><a href="https://chat.example/c">{tongue.channel}</a></strong></p>',
    )
    body = f"""<div class="site-head">{menu(tale)}</div><article class="article_content"><h1 class="article_title">{tale.headline}</h1>
<ul class="article_byline"><li>{tongue.reporter}:<a href="/byline/1">{tale.reporter}</a></li><li>{tongue.updated}: {tale.when:%B %d, %Y, %H:%M} {tongue.zone_name}</li></ul>
<div class="hglights"><span class="hl_title">{tongue.highlights}</span><p>{tale.standfirst}</p><p>{tale.headline}</p></div>
<div class="storypara" id="article_ContentWrap"><div class="desc">{tongue.intro_label}</div>{text}<p>{tongue.tags}: <a href="/t/1">{tale.place}</a>, <a href="/t/2">{tongue.nav[4]}</a></p>
<p class="pub_date">FIRST PUBLISHED : {tale.when:%B %d, %Y, %H:%M} {tongue.zone_name}</p></div></article>
<div class="rhs"><h3>{tongue.most_read}</h3>{links(tale, 6, 5)}</div><div class="ftr">{tongue.rights}</div>"""
    head = (
        open_graph(tale)
        + data(**{"@context": "https://schema.org", "@type": "WebPage"}, name=tale.headline, url=tale.url)
        + article(tale, authors=[{"@type": "Person", "name": tale.reporter, "url": f"https://{tongue.host}/byline/1"}])
    )
    return Written(
        tale=tale,
        shape="tabloid",
        markup=page(tale, head=head, body=body),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


FORMS = (breaks, legacy, plain_daily, wire, opinion, live_blog, photo_story, points, tabloid)
