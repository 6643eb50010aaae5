CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE subscriptions (
            id TEXT PRIMARY KEY,
            watch_id TEXT NOT NULL,
            destination TEXT NOT NULL,
            since_change_id INTEGER NOT NULL,
            added_at TEXT NOT NULL
        ) STRICT
        ;
CREATE TABLE destinations (
            name TEXT PRIMARY KEY,
            failure_count INTEGER NOT NULL DEFAULT 0,
            failed_at TEXT,
            not_before_at TEXT,
            paused_at TEXT,
            reason TEXT
        ) STRICT
        ;
CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            destination TEXT NOT NULL,
            subscription_id TEXT,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            html TEXT NOT NULL,
            markdown TEXT NOT NULL,
            payload TEXT NOT NULL DEFAULT '{}',
            message_id TEXT NOT NULL UNIQUE,
            thread TEXT NOT NULL DEFAULT '[]',
            created_at TEXT NOT NULL,
            give_up_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'dead', 'dropped')),
            attempt_count INTEGER NOT NULL DEFAULT 0,
            next_attempt_at TEXT NOT NULL,
            claimed_at TEXT,
            claimed_by TEXT,
            accepted TEXT NOT NULL DEFAULT '[]',
            last_error TEXT,
            sent_at TEXT
        ) STRICT
        ;
CREATE TABLE delivery_items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subscription_id TEXT NOT NULL,
            change_id INTEGER NOT NULL,
            event TEXT NOT NULL,
            article_id INTEGER NOT NULL,
            story_id INTEGER,
            seen_at TEXT NOT NULL,
            gathered_at TEXT NOT NULL,
            matched TEXT NOT NULL DEFAULT '[]',
            copy_of INTEGER,
            is_news INTEGER NOT NULL DEFAULT 1 CHECK (is_news IN (0, 1)),
            told_version_id INTEGER,
            told_before_version_id INTEGER,
            delivery_id INTEGER REFERENCES deliveries(id) ON DELETE CASCADE,
            left_out TEXT CHECK (left_out IN ('dropped', 'copy', 'undone')),
            UNIQUE (subscription_id, change_id, event)
        ) STRICT
        ;
CREATE TABLE last_told (
            subscription_id TEXT NOT NULL,
            article_id INTEGER NOT NULL,
            version_id INTEGER NOT NULL,
            PRIMARY KEY (subscription_id, article_id)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE cursors (name TEXT PRIMARY KEY, change_id INTEGER NOT NULL) STRICT;
INSERT INTO "_sqlite_migrations" VALUES (1, 'subscribers', 'm001_deliveries', '2026-11-29 05:43:39.715562+00:00');
INSERT INTO "subscriptions" VALUES ('nc-congress-demo-inbox', 'nc-congress', 'DEMO_INBOX', 0, '2026-11-29T05:43:39Z');
INSERT INTO "subscriptions" VALUES ('lake-and-water-demo-inbox', 'lake-and-water', 'DEMO_INBOX', 0, '2026-11-29T05:43:39Z');
INSERT INTO "destinations" VALUES ('DEMO_INBOX', 0, NULL, NULL, NULL, NULL);
INSERT INTO "deliveries" VALUES (1, 'nc-congress-demo-inbox:1', 'DEMO_INBOX', 'nc-congress-demo-inbox', 'New: Congress, National Conference alliance possible, say leaders before meeting (Chinar Dispatch)', 'National Conference and Congress: alliance

----------------------------------------
New in Chinar Dispatch
Congress, National Conference alliance possible, say leaders before meeting
Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC
Words that matched: *Congress*, *National Conference*, *alliance*

  Lists exchanged for 60 of 90 seats; delegation calls on *National Conference* president today

  A pre-poll *alliance* between the *Congress* and the *National Conference* is possible, leaders of both parties said on Thursday morning, hours before the *Congress* leadership was due to meet the *National Conference*''s president at his home in Srinagar.

  “The talks are on the right track,” said a senior *Congress* leader who came with the delegation from Delhi. “We will have something to tell you when there is something to tell.”

  A *National Conference* leader who has been part of the conversation said that the two sides had exchanged lists for about 60 of the 90 seats and differed on no more than a dozen.

…

  The *Congress* high command asked its state unit last week to keep the door open to parties of the opposition bloc that fought the Lok Sabha election together.

The story: http://{outlet}/politics/possible

Sent by Presswatch for the watch nc-congress
', '<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>New: Congress, National Conference alliance possible, say leaders before meeting (Chinar Dispatch)</title>
<style>
@media (prefers-color-scheme: dark) {
.page { background-color: #16171a !important; }
.sheet { background-color: #1d1f23 !important; color: #e6e3dc !important; border-color: #383a40 !important; }
.soft { color: #a8a49b !important; }
.rule { border-color: #383a40 !important; }
a { color: #8dbdea !important; }
ins { color: #8fd6a3 !important; background-color: #16331f !important; }
del { color: #f2a29a !important; background-color: #40201e !important; }
mark { color: #f6e7b0 !important; background-color: #5c4a10 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f4f2ec">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f2ec"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background-color:#ffffff;color:#1c1b19;border:1px solid #dcd8cf"><tr><td style="padding:20px 24px;text-align:left;text-align:start;overflow-wrap:anywhere;word-break:break-word;font-family:-apple-system,''Segoe UI'',Roboto,''Noto Sans'',''Noto Sans Devanagari'',''Noto Naskh Arabic'',Arial,sans-serif">
<h1 class="soft" style="margin:0 0 4px;font-size:15px;line-height:1.4;font-weight:bold;color:#5d5a54"><bdi><strong>National Conference and Congress: alliance</strong></bdi></h1>
<p class="rule" style="margin:24px 0 2px;padding-top:16px;border-top:1px solid #dcd8cf;font-size:14px"><strong>New</strong> in <bdi>Chinar Dispatch</bdi></p>
<h2 style="margin:0 0 8px;font-size:20px;line-height:1.35;font-weight:bold" lang="en" dir="auto"><strong>Congress, National Conference alliance possible, say leaders before meeting</strong></h2>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Words that matched: <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">alliance</mark></bdi></p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">Lists exchanged for 60 of 90 seats; delegation calls on <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark> president today</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">A pre-poll <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">alliance</mark> between the <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark> and the <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark> is possible, leaders of both parties said on Thursday morning, hours before the <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark> leadership was due to meet the <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark>&#39;s president at his home in Srinagar.</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">“The talks are on the right track,” said a senior <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark> leader who came with the delegation from Delhi. “We will have something to tell you when there is something to tell.”</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">A <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark> leader who has been part of the conversation said that the two sides had exchanged lists for about 60 of the 90 seats and differed on no more than a dozen.</p>
<p class="soft" style="margin:12px 0 0;font-size:14px;line-height:1.5;color:#5d5a54">…</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6" lang="en" dir="auto">The <mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark> high command asked its state unit last week to keep the door open to parties of the opposition bloc that fought the Lok Sabha election together.</p>
<p style="margin:16px 0 0;font-size:14px;line-height:1.9"><a href="http://{outlet}/politics/possible" style="color:#1d4e79;text-decoration:underline">The story</a></p>
<p class="soft" style="margin:12px 0 0;font-size:14px;line-height:1.5;color:#5d5a54">Sent by Presswatch for the watch <bdi><strong>nc-congress</strong></bdi></p>

</td></tr></table>
</td></tr></table>
</body>
</html>
', '**National Conference and Congress: alliance**

**New** in Chinar Dispatch  
**Congress, National Conference alliance possible, say leaders before meeting**

Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC  
Words that matched: **Congress**, **National Conference**, **alliance**  

> Lists exchanged for 60 of 90 seats; delegation calls on **National Conference** president today

> A pre-poll **alliance** between the **Congress** and the **National Conference** is possible, leaders of both parties said on Thursday morning, hours before the **Congress** leadership was due to meet the **National Conference**''s president at his home in Srinagar.

> “The talks are on the right track,” said a senior **Congress** leader who came with the delegation from Delhi. “We will have something to tell you when there is something to tell.”

> A **National Conference** leader who has been part of the conversation said that the two sides had exchanged lists for about 60 of the 90 seats and differed on no more than a dozen.

…

> The **Congress** high command asked its state unit last week to keep the door open to parties of the opposition bloc that fought the Lok Sabha election together.

[The story](http://{outlet}/politics/possible)

Sent by Presswatch for the watch **nc-congress**
', '{"subscription":"nc-congress-demo-inbox","watch":"nc-congress","digest":false,"items":[{"change_id":5,"event":"report","seen_at":"2026-11-29T05:43:45Z","published_at":"2026-11-29T05:43:41Z","source":"Chinar Dispatch","headline":"Congress, National Conference alliance possible, say leaders before meeting","url":"http://{outlet}/politics/possible","article_id":5,"from_version":null,"to_version":1,"diff":null,"diff_left_out":false,"summary":null,"importance":null,"silent":null,"matched":["Congress","National Conference","alliance"],"also_in":[],"is_copy":false}]}', '2ee8a5a2a8ae4d7f927d83e5d932a59e', '[]', '2026-11-29T05:43:50Z', '2026-11-30T05:43:50Z', 'sent', 1, '2026-11-29T05:43:50Z', '2026-11-29T05:43:50Z', 'vm/19021/4135de92', '[]', NULL, '2026-11-29T05:43:51Z');
INSERT INTO "deliveries" VALUES (2, 'nc-congress-demo-inbox:2', 'DEMO_INBOX', 'nc-congress-demo-inbox', 'Edited: Congress, National Conference alliance possible, say leaders before meeting: what is known (Chinar Dispatch): headline, 2 words', 'National Conference and Congress: alliance

----------------------------------------
Edited by Chinar Dispatch
Congress, National Conference alliance possible, say leaders before meeting: what is known
What changed: headline, 2 words (importance 0.76 of 1)
Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2
Words that matched: *Congress*, *National Conference*, *alliance*

Headline:
  Congress, National Conference alliance possible, say leaders before meeting{+: what is known+}

The story: http://{outlet}/politics/possible

Sent by Presswatch for the watch nc-congress
', '<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Edited: Congress, National Conference alliance possible, say leaders before meeting: what is known (Chinar Dispatch): headline, 2 words</title>
<style>
@media (prefers-color-scheme: dark) {
.page { background-color: #16171a !important; }
.sheet { background-color: #1d1f23 !important; color: #e6e3dc !important; border-color: #383a40 !important; }
.soft { color: #a8a49b !important; }
.rule { border-color: #383a40 !important; }
a { color: #8dbdea !important; }
ins { color: #8fd6a3 !important; background-color: #16331f !important; }
del { color: #f2a29a !important; background-color: #40201e !important; }
mark { color: #f6e7b0 !important; background-color: #5c4a10 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f4f2ec">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f2ec"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background-color:#ffffff;color:#1c1b19;border:1px solid #dcd8cf"><tr><td style="padding:20px 24px;text-align:left;text-align:start;overflow-wrap:anywhere;word-break:break-word;font-family:-apple-system,''Segoe UI'',Roboto,''Noto Sans'',''Noto Sans Devanagari'',''Noto Naskh Arabic'',Arial,sans-serif">
<h1 class="soft" style="margin:0 0 4px;font-size:15px;line-height:1.4;font-weight:bold;color:#5d5a54"><bdi><strong>National Conference and Congress: alliance</strong></bdi></h1>
<p class="rule" style="margin:24px 0 2px;padding-top:16px;border-top:1px solid #dcd8cf;font-size:14px"><strong>Edited</strong> by <bdi>Chinar Dispatch</bdi></p>
<h2 style="margin:0 0 8px;font-size:20px;line-height:1.35;font-weight:bold" lang="en" dir="auto"><strong>Congress, National Conference alliance possible, say leaders before meeting: what is known</strong></h2>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">What changed: <bdi>headline, 2 words</bdi> (importance 0.76 of 1)</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Words that matched: <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">alliance</mark></bdi></p>
<p class="soft" style="margin:12px 0 0;font-size:13px;color:#5d5a54">Headline</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6;margin-top:0" lang="en" dir="auto">Congress, National Conference alliance possible, say leaders before meeting<ins style="color:#0b5d2e;background-color:#e0f2e4;text-decoration:underline">: what is known</ins></p>
<p style="margin:16px 0 0;font-size:14px;line-height:1.9"><a href="http://{outlet}/politics/possible" style="color:#1d4e79;text-decoration:underline">The story</a></p>
<p class="soft" style="margin:12px 0 0;font-size:14px;line-height:1.5;color:#5d5a54">Sent by Presswatch for the watch <bdi><strong>nc-congress</strong></bdi></p>

</td></tr></table>
</td></tr></table>
</body>
</html>
', '**National Conference and Congress: alliance**

**Edited** by Chinar Dispatch  
**Congress, National Conference alliance possible, say leaders before meeting: what is known**

What changed: headline, 2 words (importance 0.76 of 1)  
Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2  
Words that matched: **Congress**, **National Conference**, **alliance**  

Headline:

> Congress, National Conference alliance possible, say leaders before meeting**⁠: what is known**

[The story](http://{outlet}/politics/possible)

Sent by Presswatch for the watch **nc-congress**
', '{"subscription":"nc-congress-demo-inbox","watch":"nc-congress","digest":false,"items":[{"change_id":7,"event":"edit","seen_at":"2026-11-29T05:43:55Z","published_at":"2026-11-29T05:43:41Z","source":"Chinar Dispatch","headline":"Congress, National Conference alliance possible, say leaders before meeting: what is known","url":"http://{outlet}/politics/possible","article_id":5,"from_version":1,"to_version":2,"diff":{"v":1,"headline":[["=","Congress, National Conference alliance possible, say leaders before meeting"],["+",": what is known"]]},"diff_left_out":false,"summary":"headline; 2 words","importance":0.76,"silent":false,"matched":["Congress","National Conference","alliance"],"also_in":[],"is_copy":false}]}', '64ff597569544696a6f14d5ed721e5cd', '["2ee8a5a2a8ae4d7f927d83e5d932a59e"]', '2026-11-29T05:44:00Z', '2026-11-30T05:44:00Z', 'sent', 1, '2026-11-29T05:44:00Z', '2026-11-29T05:44:00Z', 'vm/19046/269b9906', '[]', NULL, '2026-11-29T05:44:00Z');
INSERT INTO "deliveries" VALUES (3, 'nc-congress-demo-inbox:3', 'DEMO_INBOX', 'nc-congress-demo-inbox', 'Edited: Alliance will be discussed at the appropriate time, says National Conference (Chinar Dispatch): 1 quote withdrawn, 1 paragraph removed', 'National Conference and Congress: alliance

----------------------------------------
Edited by Chinar Dispatch
Alliance will be discussed at the appropriate time, says National Conference
What changed: 1 quote withdrawn, 1 paragraph removed (importance 0.75 of 1)
Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2
A silent edit: the page says that it was last modified before this
Words that matched: *Alliance*, *National Conference*, *Congress*

  …alliance with the Congress “at the appropriate time”, a senior leader said on Monday after a day-long meeting of the party''s working committee in Srinagar.

Taken out:
  [-The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”.-]

  He did not rule out an understanding with parties of the opposition bloc. “There is no election on the calendar today. The day there is one, we will sit down…

The story: http://{outlet}/politics/appropriate-time

Sent by Presswatch for the watch nc-congress
', '<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>Edited: Alliance will be discussed at the appropriate time, says National Conference (Chinar Dispatch): 1 quote withdrawn, 1 paragraph removed</title>
<style>
@media (prefers-color-scheme: dark) {
.page { background-color: #16171a !important; }
.sheet { background-color: #1d1f23 !important; color: #e6e3dc !important; border-color: #383a40 !important; }
.soft { color: #a8a49b !important; }
.rule { border-color: #383a40 !important; }
a { color: #8dbdea !important; }
ins { color: #8fd6a3 !important; background-color: #16331f !important; }
del { color: #f2a29a !important; background-color: #40201e !important; }
mark { color: #f6e7b0 !important; background-color: #5c4a10 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f4f2ec">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f2ec"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background-color:#ffffff;color:#1c1b19;border:1px solid #dcd8cf"><tr><td style="padding:20px 24px;text-align:left;text-align:start;overflow-wrap:anywhere;word-break:break-word;font-family:-apple-system,''Segoe UI'',Roboto,''Noto Sans'',''Noto Sans Devanagari'',''Noto Naskh Arabic'',Arial,sans-serif">
<h1 class="soft" style="margin:0 0 4px;font-size:15px;line-height:1.4;font-weight:bold;color:#5d5a54"><bdi><strong>National Conference and Congress: alliance</strong></bdi></h1>
<p class="rule" style="margin:24px 0 2px;padding-top:16px;border-top:1px solid #dcd8cf;font-size:14px"><strong>Edited</strong> by <bdi>Chinar Dispatch</bdi></p>
<h2 style="margin:0 0 8px;font-size:20px;line-height:1.35;font-weight:bold" lang="en" dir="auto"><strong>Alliance will be discussed at the appropriate time, says National Conference</strong></h2>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">What changed: <bdi>1 quote withdrawn, 1 paragraph removed</bdi> (importance 0.75 of 1)</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">A silent edit: the page says that it was last modified before this</p>
<p class="soft" style="margin:0 0 2px;font-size:14px;line-height:1.5;color:#5d5a54">Words that matched: <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Alliance</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">National Conference</mark></bdi>, <bdi><mark style="color:#1c1b19;background-color:#ffe9a3;font-weight:bold">Congress</mark></bdi></p>
<p class="soft" style="margin:12px 0 0;font-size:16px;line-height:1.6;color:#5d5a54" lang="en" dir="auto">…alliance with the Congress “at the appropriate time”, a senior leader said on Monday after a day-long meeting of the party&#39;s working committee in Srinagar.</p>
<p class="soft" style="margin:12px 0 0;font-size:13px;color:#5d5a54">Taken out</p>
<p style="margin:12px 0 0;font-size:16px;line-height:1.6;margin-top:0" lang="en" dir="auto"><del style="color:#9b1c1c;background-color:#fbe4e1;text-decoration:line-through">The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”.</del></p>
<p class="soft" style="margin:12px 0 0;font-size:16px;line-height:1.6;color:#5d5a54" lang="en" dir="auto">He did not rule out an understanding with parties of the opposition bloc. “There is no election on the calendar today. The day there is one, we will sit down…</p>
<p style="margin:16px 0 0;font-size:14px;line-height:1.9"><a href="http://{outlet}/politics/appropriate-time" style="color:#1d4e79;text-decoration:underline">The story</a></p>
<p class="soft" style="margin:12px 0 0;font-size:14px;line-height:1.5;color:#5d5a54">Sent by Presswatch for the watch <bdi><strong>nc-congress</strong></bdi></p>

</td></tr></table>
</td></tr></table>
</body>
</html>
', '**National Conference and Congress: alliance**

**Edited** by Chinar Dispatch  
**Alliance will be discussed at the appropriate time, says National Conference**

What changed: 1 quote withdrawn, 1 paragraph removed (importance 0.75 of 1)  
Seen 29 Nov 2026, 05:43 UTC; published 29 Nov 2026, 05:43 UTC; versions 1 to 2  
A silent edit: the page says that it was last modified before this  
Words that matched: **Alliance**, **National Conference**, **Congress**  

> …alliance with the Congress “at the appropriate time”, a senior leader said on Monday after a day-long meeting of the party''s working committee in Srinagar.

Taken out:

> ~~The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”.⁠~~

> He did not rule out an understanding with parties of the opposition bloc. “There is no election on the calendar today. The day there is one, we will sit down…

[The story](http://{outlet}/politics/appropriate-time)

Sent by Presswatch for the watch **nc-congress**
', '{"subscription":"nc-congress-demo-inbox","watch":"nc-congress","digest":false,"items":[{"change_id":8,"event":"edit","seen_at":"2026-11-29T05:43:55Z","published_at":"2026-11-29T05:43:38Z","source":"Chinar Dispatch","headline":"Alliance will be discussed at the appropriate time, says National Conference","url":"http://{outlet}/politics/appropriate-time","article_id":2,"from_version":1,"to_version":2,"diff":{"v":1,"body":[{"op":"keep","count":1},{"op":"remove","text":"The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”."},{"op":"keep","count":5}]},"diff_left_out":false,"summary":"1 quote withdrawn; 1 paragraph removed","importance":0.75,"silent":true,"matched":["Alliance","National Conference","Congress"],"also_in":[],"is_copy":false}]}', '0a9a2b0ebcf2482f8a3b9d439900c2fc', '[]', '2026-11-29T05:44:00Z', '2026-11-30T05:44:00Z', 'sent', 1, '2026-11-29T05:44:00Z', '2026-11-29T05:44:00Z', 'vm/19046/269b9906', '[]', NULL, '2026-11-29T05:44:00Z');
INSERT INTO "delivery_items" VALUES (1, 'nc-congress-demo-inbox', 5, 'report', 5, 5, '2026-11-29T05:43:45Z', '2026-11-29T05:43:50Z', '["Congress", "National Conference", "alliance"]', NULL, 1, 5, NULL, 1, NULL);
INSERT INTO "delivery_items" VALUES (2, 'nc-congress-demo-inbox', 7, 'edit', 5, 5, '2026-11-29T05:43:55Z', '2026-11-29T05:44:00Z', '["Congress", "National Conference", "alliance"]', NULL, 1, 7, 5, 2, NULL);
INSERT INTO "delivery_items" VALUES (3, 'nc-congress-demo-inbox', 8, 'edit', 2, 2, '2026-11-29T05:43:55Z', '2026-11-29T05:44:00Z', '["Alliance", "National Conference", "Congress"]', NULL, 1, 8, NULL, 3, NULL);
INSERT INTO "last_told" VALUES ('nc-congress-demo-inbox', 2, 8);
INSERT INTO "last_told" VALUES ('nc-congress-demo-inbox', 5, 7);
INSERT INTO "cursors" VALUES ('planning', 9);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX deliveries_open ON deliveries(destination, id) WHERE state IN ('waiting', 'sending')
        ;
CREATE INDEX deliveries_state ON deliveries(state, created_at);
CREATE INDEX deliveries_subscription ON deliveries(subscription_id, created_at);
CREATE INDEX deliveries_created ON deliveries(created_at);
CREATE INDEX delivery_items_waiting ON delivery_items(subscription_id, id)
        WHERE delivery_id IS NULL AND left_out IS NULL
        ;
CREATE INDEX delivery_items_delivery ON delivery_items(delivery_id);
CREATE INDEX delivery_items_article ON delivery_items(subscription_id, article_id);
CREATE INDEX delivery_items_story ON delivery_items(subscription_id, story_id, id) WHERE story_id IS NOT NULL;
CREATE INDEX delivery_items_left_out ON delivery_items(left_out) WHERE left_out IS NOT NULL;
