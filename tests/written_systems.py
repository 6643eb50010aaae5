"""Written pages in the shapes of content systems that sites of India and Pakistan run."""

# ruff: noqa: E501  markup and prose stand as sites write them

import json
from collections.abc import Sequence
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


def wordpress(tale: Tale) -> Written:
    """A blog system's classic theme: a graph in JSON-LD, share bar, author box, related posts, comments."""
    tongue = tale.tongue
    person = {"@type": "Person", "@id": f"https://{tongue.host}/#/person/7", "name": tale.reporter}
    graph: Sequence[object] = (
        {
            "@type": "NewsArticle",
            "@id": f"{tale.url}#article",
            "isPartOf": {"@id": tale.url},
            "author": {"name": tale.reporter, "@id": person["@id"]},
            "headline": tale.headline,
            "datePublished": tale.when.isoformat(),
            "dateModified": tale.when.isoformat(),
            "commentCount": 3,
            "publisher": {"@id": f"https://{tongue.host}/#organization"},
        },
        {"@type": "WebPage", "@id": tale.url, "url": tale.url, "name": f"{tale.headline} - {tongue.site}"},
        {"@type": "Organization", "@id": f"https://{tongue.host}/#organization", "name": tongue.site},
        person,
    )
    text = between(
        paragraphs(tale.paragraphs),
        after_2=also_read(tale, 0),
        after_5=f'<div class="wp-block-group has-background"><p>{tongue.channel} <a href="https://chat.example/w">'
        f"{tongue.share}</a></p></div>",
    )
    body = f"""<div id="page"><header id="masthead" class="site-header"><a href="/" rel="home">{tongue.site}</a>{menu(tale)}</header>
<div id="content"><main id="main"><article class="post-4100 post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{tale.headline}</h1>
<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="{tale.when.isoformat()}">
{tongue.date(tale.when)}</time></span> <span class="byline">{tongue.by} <a class="url fn n" href="/author/x">{tale.reporter}</a></span></div></header>
<figure class="post-thumbnail wp-caption"><img src="/a.jpg" alt=""><figcaption class="wp-caption-text">{tongue.credit}</figcaption></figure>
<div class="entry-content">{text}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{tongue.share}</h3><ul><li><a href="#f">Facebook</a></li><li><a href="#x">X</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>{tongue.read_more}</h3>{links(tale, 1, 3)}</div></div>
<footer class="entry-footer"><span class="tags-links">{tongue.tags}: <a href="/t/1">{tale.place}</a>, <a href="/t/2">{tongue.nav[2]}</a></span></footer>
<div class="author-box"><h4>{tale.reporter}</h4><p>{tale.reporter} {tongue.biography}</p></div></article>
<div id="comments" class="comments-area"><h2>{tongue.comments}</h2><ol class="comment-list"><li><p>{tongue.comment}</p></li></ol></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>{tongue.most_read}</h2>{links(tale, 4, 5)}</section></aside></div>
<footer id="colophon">{tongue.rights}</footer></div>"""
    head = open_graph(tale) + data(**{"@context": "https://schema.org", "@graph": graph})
    return Written(
        tale=tale,
        shape="wordpress",
        markup=page(tale, head=head, body=body, body_class="post-template-default single single-post"),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
    )


def magazine(tale: Tale) -> Written:
    """A bought magazine theme: microdata, blocks of other posts within the text, a ticker, no JSON-LD."""
    tongue = tale.tongue
    text = between(
        paragraphs(tale.paragraphs),
        after_1=f'<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- {tongue.advert} -</span></div>',
        after_3=f'<div class="td_block_wrap td_block_related"><h4 class="block-title"><span>{tongue.read_more}</span></h4>'
        f'<div class="td_module_flex"><h3 class="entry-title td-module-title">{link(tale, 0)}</h3>'
        f'<div class="td-excerpt">{tale.others[1]}۔۔۔</div></div></div>',
    )
    body = f"""<div id="td-outer-wrap"><div class="td-header-wrap">{menu(tale)}<div class="td-trending-now-wrapper">
<div class="td-trending-now-title">{tongue.ticker}</div><article><h3>{link(tale, 5)}</h3></article><article><h3>{link(tale, 6)}</h3></article></div></div>
<div class="td-container"><article id="post-88" class="post-88 post" itemscope itemtype="https://schema.org/Article">
<div class="td-post-header"><ul class="td-category"><li><a href="/c">{tongue.nav[1]}</a></li></ul><h1 class="entry-title">{tale.headline}</h1>
<p class="td-post-sub-title">{tale.standfirst}</p>
<div class="td-module-meta-info"><div class="td-post-author-name"><div class="td-author-by">{tongue.by}</div> <a href="/author/a">{tale.reporter}</a><div class="td-author-line"> - </div></div>
<span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{tale.when.isoformat()}">{tongue.date(tale.when)}</time></span>
<div class="td-post-views"><i class="td-icon-views"></i><span>1204</span></div></div></div>
<div class="td-post-sharing-top"><a href="#f">Facebook</a><a href="#t">Twitter</a><a href="#w">WhatsApp</a></div>
<div class="td-post-content tagdiv-type">{text}<p>{tongue.follow}</p></div>
<footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>{tongue.tags}</span></li><li><a href="/t">{tale.place}</a></li></ul></div>
<div class="td-post-next-prev">{link(tale, 7)}{link(tale, 8)}</div>
<span class="td-page-meta" itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="{tale.reporter}"></span>
<meta itemprop="datePublished" content="{tale.when.isoformat()}"><meta itemprop="headline" content="{escape(tale.headline)}"></footer></article>
<div class="td-pb-span4 td-main-sidebar"><div class="td_block_wrap"><h4>{tongue.most_read}</h4>{links(tale, 2, 5)}</div></div></div>
<div class="td-footer-wrapper">{tongue.rights}</div></div>"""
    return Written(
        tale=tale,
        shape="magazine",
        markup=page(tale, head=open_graph(tale, times=True), body=body, body_class="single td-standard-pack"),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


def elements(tale: Tale) -> Written:
    """A hosted newsroom system: every paragraph in boxes of its own, "also read" as an element, two authors."""
    tongue = tale.tongue
    boxes = [
        f'<div class="story-element story-element-text"><div class="text-module__text__1Xy9z"><p>{escape(text, quote=False)}</p></div></div>'
        for text in tale.paragraphs
    ]
    text = between(
        boxes,
        after_2='<div class="story-element story-element-text story-element-text-also-read"><div class="alsoread-module__wrap__2aB">'
        f'<span>{tongue.also_read}</span><h3><a href="/x">{tale.others[0]}</a></h3></div></div>',
        after_4='<div class="story-element story-element-image"><figure><img src="/i.jpg"><figcaption><div>'
        f"{tale.others[1]}</div><span>{tongue.credit}</span></figcaption></figure></div>",
        after_6=f'<div class="story-element story-element-jsembed"><div class="ad-slot">{tongue.advert}</div></div>',
    )
    authors = [{"@type": "Person", "name": name} for name in (tale.reporter, tale.second)]
    body = f"""<div id="app"><div id="header">{menu(tale)}</div><div class="arr--story-page-card-wrapper">
<div class="headline-module__wrap__3sd"><h1 class="arr--headline">{tale.headline}</h1></div>
<div class="arr--sub-headline p-alt"><p>{tale.standfirst}</p></div>
<div class="arr--author-and-time"><div class="author-name"><a href="/author/1">{tale.reporter}</a>, <a href="/author/2">{tale.second}</a></div>
<div class="time-stamp"><time datetime="{tale.when.isoformat()}">{tongue.published}: {tongue.date(tale.when)}</time></div></div>
<div class="arr--social-share"><button>Facebook</button><button>WhatsApp</button></div>
<div class="arr--story-cards"><div class="story-card">{text}</div></div>
<div class="arr--story-tags"><span>{tongue.tags}</span><a href="/t/1">{tale.place}</a></div>
<div class="arr--recommended"><h2>{tongue.read_more}</h2>{links(tale, 3, 4)}</div></div><div id="footer">{tongue.rights}</div></div>"""
    return Written(
        tale=tale,
        shape="elements",
        markup=page(tale, head=open_graph(tale) + article(tale, authors=authors), body=body),
        byline=[tale.reporter, tale.second],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


def daily(tale: Tale) -> Written:
    """A daily's own system: story blocks, embedded boxes of related stories between paragraphs, a desk as the author."""
    tongue = tale.tongue
    embed = f"""<div class="media media--right media--embed media--uneven" data-original-src="/news/1"><div class="media__item media__item--newskit">
<article class="box story"><h2 class="story__title">{link(tale, 0)}</h2><div class="story__excerpt">{tale.others[1]}</div></article></div></div>"""
    quoted = [
        f"<blockquote><p>{escape(text, quote=False)}</p></blockquote>" if index == 2 else piece
        for index, (text, piece) in enumerate(
            zip(tale.paragraphs, paragraphs(tale.paragraphs, attributes=' dir="auto"'), strict=True)
        )
    ]
    text = between(quoted, after_1=embed, after_4=f"<p><a href='/n/4'>{tongue.also_read}: {tale.others[4]}</a></p>")
    body = f"""<header class="header">{menu(tale)}</header><main class="container"><article class="story story--single" data-layout="story">
<div class="template__header"><h2 class="story__title"><a class="story__link" href="{tale.url}">{tale.headline}</a></h2>
<div class="story__info"><span class="story__byline"><a class="story__byline__link" href="/authors/1">{tongue.desk}</a></span>
<span class="story__time"><span>{tongue.published}</span> <span class="timestamp--time" title="{tale.when.isoformat()}">{tongue.date(tale.when)} {tale.when:%I:%M%p}</span></span></div>
<div class="social-share"><a href="#f">{tongue.share}</a> <a href="#c">0</a></div></div>
<div class="story__content overflow-hidden">{text}</div>
<div class="story__tags">{tongue.tags}: <a href="/trends/1">{tale.place}</a></div></article>
<section class="comments-box"><h3>{tongue.comments}</h3></section>
<section class="more-stories"><h4>{tongue.read_more}</h4>{links(tale, 5, 4)}</section></main><footer>{tongue.rights}</footer>"""
    head = open_graph(tale, times=True) + f'<meta name="author" content="{tongue.desk}">'
    return Written(
        tale=tale,
        shape="daily",
        markup=page(tale, head=head, body=body),
        byline=[tongue.desk],
        published_at=tale.when,
        body=tale.paragraphs,
    )


def amp(tale: Tale) -> Written:
    """The light version for telephones."""
    tongue = tale.tongue
    text = between(
        paragraphs(tale.paragraphs),
        after_2=f'<div class="i-amphtml-ad"><amp-ad width="300" height="250" type="x"></amp-ad><span>{tongue.advert}</span></div>',
        after_3=f'<p class="also-read-amp"><b>{tongue.also_read} | </b>{link(tale, 0)}</p>',
        after_6=f'<p><a class="app-banner" href="https://store.example/app">{tongue.app}</a></p>',
    )
    body = f"""<amp-sidebar id="sidebar" layout="nodisplay" side="left">{menu(tale)}</amp-sidebar>
<header class="amp-header"><button on="tap:sidebar.toggle">☰</button><a href="/">{tongue.site}</a></header>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{tale.headline}</h1>
<div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{tale.reporter}</span></div>
<div class="amp-wp-meta amp-wp-posted-on"><time datetime="{tale.when.isoformat()}">{tongue.date(tale.when)}</time></div></header>
<figure class="amp-wp-article-featured-image"><amp-img src="/a.jpg" width="600" height="400"></amp-img><figcaption>{tongue.credit}</figcaption></figure>
<div class="amp-wp-article-content">{text}</div>
<div class="amp-share"><amp-social-share type="twitter"></amp-social-share><amp-social-share type="whatsapp"></amp-social-share></div>
<div class="amp-related"><h3>{tongue.read_more}</h3>{links(tale, 2, 4)}</div></article><footer class="amp-wp-footer"><p>{tongue.rights}</p></footer>"""
    head = (
        article(tale, authors={"@type": "Person", "name": tale.reporter})
        + '<script async src="https://cdn.example/v0.js"></script>'
    )
    root = f'amp lang="{tongue.language}" dir="{tongue.direction}"'
    return Written(
        tale=tale,
        shape="amp",
        markup=page(tale, head=head, body=body, root=root),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
    )


def broadcaster(tale: Tale) -> Written:
    """A public broadcaster's React pages: generated classes, author with office, a promotion with a link to skip it."""
    tongue = tale.tongue
    boxes = [
        f'<div dir="{tongue.direction}" class="css-1cvxiy9"><p class="css-xy{index}q8" dir="{tongue.direction}">{escape(text, quote=False)}</p></div>'
        for index, text in enumerate(tale.paragraphs)
    ]
    text = between(
        boxes,
        after_2=f'<div class="css-1bxlk2m"><figure class="css-1qn0xuy"><img src="/p.webp" alt=""><p role="text" class="css-1m3z">{tongue.image_source}</p>'
        f'<figcaption class="css-q4by3k"><p>{tale.others[3]}</p></figcaption></figure></div>',
        after_3=f'<section role="region" aria-labelledby="podcast-promo" class="css-44lmxl"><a href="#end-of-podcasts">{tongue.most_read}</a>'
        f'<strong id="podcast-promo">{tongue.channel}</strong><div><h3>{link(tale, 1)}</h3><p>{tongue.newsletter}</p></div><p id="end-of-podcasts" tabindex="-1">•</p></section>',
        after_5=f'<section role="region" class="css-9qw2"><strong>{tongue.read_more}</strong>{links(tale, 4, 4, classes="css-88ab")}</section>',
    )
    body = f"""<div id="root"><header role="banner" class="css-1o3jw">{menu(tale)}</header><main role="main" class="css-1u2in9b">
<div class="css-1h7"><h1 id="content" tabindex="-1" class="css-1gk5m9z">{tale.headline}</h1></div>
<section role="region" class="css-by1"><ul role="list"><li><span class="visually-hidden">{tongue.by}</span><span class="css-w8">{tale.reporter}</span></li><li><span class="css-off">{tongue.reporter}، {tale.place}</span></li></ul></section>
<div class="css-tm"><time datetime="{tale.when:%Y-%m-%d}" class="css-12">{tongue.date(tale.when)}</time></div>
{text}</main>
<section class="css-more"><h2>{tongue.most_read}</h2>{links(tale, 6, 5)}</section><footer role="contentinfo">{tongue.rights}</footer></div>"""
    graph = [
        {
            "@type": "NewsArticle",
            "url": tale.url,
            "headline": tale.headline,
            "description": tale.standfirst,
            "datePublished": tale.when.isoformat(),
            "dateModified": tale.when.isoformat(),
            "inLanguage": {"@type": "Language", "name": tongue.language},
            "author": {"@type": "Person", "name": tale.reporter},
            "publisher": {"@type": "NewsMediaOrganization", "name": tongue.site},
        }
    ]
    head = data(**{"@context": "http://schema.org", "@graph": graph}) + open_graph(tale)
    return Written(
        tale=tale,
        shape="broadcaster",
        markup=page(tale, head=head, body=body, root=f'lang="{tongue.language}" dir="{tongue.direction}"'),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
    )


def hydrated(tale: Tale) -> Written:
    """A rendered single-page application: generated classes, newsletter and app boxes in the text, the data once more."""
    tongue = tale.tongue
    text = between(
        paragraphs(tale.paragraphs),
        after_2=f'<div class="Newsletter_box__9sKq2"><h4>{tongue.newsletter}</h4><p>{tongue.newsletter}</p><form><input type="email"><button>{tongue.share}</button></form></div>',
        after_4=f'<div class="InlineAd_ad__x81Ka"><span>{tongue.advert}</span></div>',
        after_5=f'<p class="Story_highlight__2bQ1z"><a href="https://store.example/">{tongue.app}</a></p>',
        after_7=f'<div class="Card_related__12kQz"><span class="Card_label__2">{tongue.also_read}</span><a href="/n/2"><img src="/t.jpg"><p>{tale.others[2]}</p></a></div>',
    )
    body = f"""<div id="__next"><div class="Layout_wrap__ab12C"><div class="Header_top__1xA">{menu(tale)}</div><div class="Ticker_bar__77aBz"><b>{tongue.ticker}</b>{link(tale, 8)}</div>
<div class="Story_main__8aZ1q"><h1 class="Story_title__Qq1x2">{tale.headline}</h1><h2 class="Story_summary__Kk81z">{tale.standfirst}</h2>
<div class="Story_byline__zz9Q1"><span>{tongue.by} {tale.reporter}</span><span>{tongue.updated}: {tongue.date(tale.when)}, {tale.when:%I:%M %p} {tongue.zone_name}</span></div>
<div class="Share_bar__1"><a href="#f">Facebook</a><a href="#w">WhatsApp</a></div>
<div class="Story_body__yy81K">{text}<p>{tongue.follow}</p></div>
<div class="Tags_row__1s"><a href="/t/1">{tale.place}</a><a href="/t/2">{tongue.nav[3]}</a></div></div>
<div class="Rail_right__a9Q"><h3>{tongue.most_read}</h3>{links(tale, 3, 5)}</div></div></div>
<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"story": {"title": tale.headline, "body": list(tale.paragraphs)}}}, ensure_ascii=False)}</script>"""
    whole = " ".join(tale.paragraphs)
    head = open_graph(tale) + article(
        tale, authors={"@type": "Person", "name": f"By {tale.reporter}"}, articleBody=whole
    )
    return Written(
        tale=tale,
        shape="hydrated",
        markup=page(tale, head=head, body=body),
        byline=[tale.reporter],
        published_at=tale.when,
        body=tale.paragraphs,
        standfirst=tale.standfirst,
    )


SYSTEMS = (wordpress, magazine, elements, daily, amp, broadcaster, hydrated)
