CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE sources (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            home_url TEXT NOT NULL,
            language TEXT,
            added_at TEXT NOT NULL
        ) STRICT
        ;
CREATE TABLE source_status (
            source_id TEXT PRIMARY KEY REFERENCES sources(id),
            last_success_at TEXT,
            last_failure_at TEXT,
            reason TEXT,
            stories_today INTEGER NOT NULL DEFAULT 0,
            stories_on TEXT
        ) STRICT
        ;
CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            headline TEXT NOT NULL,
            first_seen_at TEXT NOT NULL,
            article_count INTEGER NOT NULL DEFAULT 1
        ) STRICT
        ;
CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL REFERENCES sources(id),
            url TEXT NOT NULL UNIQUE,
            headline TEXT NOT NULL,
            published_at TEXT,
            first_seen_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
            language TEXT,
            version_count INTEGER NOT NULL DEFAULT 0,
            latest_version_id INTEGER REFERENCES versions(id),
            story_id INTEGER REFERENCES stories(id),
            first_channel TEXT,
            first_listed_at TEXT
        ) STRICT
        ;
CREATE TABLE urls (
            url TEXT PRIMARY KEY,
            url_key TEXT NOT NULL,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            added_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE capture_files (
            file TEXT PRIMARY KEY,
            added_at TEXT NOT NULL,
            deleted_at TEXT
        ) STRICT
        ;
CREATE TABLE captures (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            status INTEGER NOT NULL,
            file TEXT NOT NULL REFERENCES capture_files(file),
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            body_sha256 TEXT NOT NULL
        ) STRICT
        ;
CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            number INTEGER NOT NULL,
            seen_at TEXT NOT NULL,
            headline TEXT NOT NULL,
            standfirst TEXT NOT NULL,
            byline TEXT NOT NULL,
            published_at TEXT,
            modified_at TEXT,
            language TEXT,
            body TEXT NOT NULL,
            word_count INTEGER NOT NULL,
            content_sha256 TEXT NOT NULL,
            extractor TEXT NOT NULL,
            capture_id INTEGER REFERENCES captures(id),
            UNIQUE (article_id, number)
        ) STRICT
        ;
CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles(id),
            source_id TEXT NOT NULL REFERENCES sources(id),
            seen_at TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('published', 'edited', 'corrected', 'removed', 'restored', 'moved')),
            from_version_id INTEGER REFERENCES versions(id),
            to_version_id INTEGER REFERENCES versions(id),
            baseline INTEGER NOT NULL DEFAULT 0 CHECK (baseline IN (0, 1)),
            headline_changed INTEGER NOT NULL DEFAULT 0 CHECK (headline_changed IN (0, 1)),
            words_added INTEGER NOT NULL DEFAULT 0,
            words_removed INTEGER NOT NULL DEFAULT 0,
            nature TEXT,
            importance REAL CHECK (importance BETWEEN 0 AND 1),
            summary TEXT,
            numbers INTEGER NOT NULL DEFAULT 0,
            names INTEGER NOT NULL DEFAULT 0,
            quotes INTEGER NOT NULL DEFAULT 0,
            negations INTEGER NOT NULL DEFAULT 0,
            attributions INTEGER NOT NULL DEFAULT 0,
            dates INTEGER NOT NULL DEFAULT 0,
            silent INTEGER CHECK (silent IN (0, 1)),
            quiet TEXT CHECK (quiet IN ('flapping', 'redesign')),
            returns_to_version_id INTEGER REFERENCES versions(id),
            diff TEXT
        ) STRICT
        ;
CREATE VIRTUAL TABLE versions_fts USING fts5(
            headline, standfirst, byline, body,
            content = 'versions', content_rowid = 'id',
            tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '‌‍'"
        );
CREATE TABLE watches (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            query TEXT NOT NULL,
            since_at TEXT NOT NULL
        ) STRICT
        ;
CREATE TABLE matches (
            watch_id TEXT NOT NULL REFERENCES watches(id),
            change_id INTEGER NOT NULL REFERENCES changes(id),
            event TEXT NOT NULL CHECK (event IN ('report', 'edit', 'correction', 'removal', 'restoration')),
            matched TEXT NOT NULL,
            PRIMARY KEY (watch_id, change_id)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE daily_counts (
            day TEXT NOT NULL,
            source_id TEXT NOT NULL REFERENCES sources(id),
            published INTEGER NOT NULL DEFAULT 0,
            edited INTEGER NOT NULL DEFAULT 0,
            corrected INTEGER NOT NULL DEFAULT 0,
            removed INTEGER NOT NULL DEFAULT 0,
            restored INTEGER NOT NULL DEFAULT 0,
            headlines INTEGER NOT NULL DEFAULT 0,
            silent INTEGER NOT NULL DEFAULT 0,
            words_added INTEGER NOT NULL DEFAULT 0,
            words_removed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (day, source_id)
        ) STRICT, WITHOUT ROWID
        ;
CREATE TABLE change_texts (
            change_id INTEGER PRIMARY KEY REFERENCES changes(id),
            added TEXT NOT NULL,
            removed TEXT NOT NULL
        ) STRICT
        ;
CREATE VIRTUAL TABLE changes_fts USING fts5(
            added, removed,
            content = 'change_texts', content_rowid = 'change_id',
            tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '‌‍'"
        );
CREATE TABLE watch_counts (
            watch_id TEXT NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
            day TEXT NOT NULL,
            source_id TEXT NOT NULL REFERENCES sources(id),
            reports INTEGER NOT NULL DEFAULT 0,
            edits INTEGER NOT NULL DEFAULT 0,
            corrections INTEGER NOT NULL DEFAULT 0,
            removals INTEGER NOT NULL DEFAULT 0,
            restorations INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (watch_id, day, source_id)
        ) STRICT, WITHOUT ROWID
        ;
DELETE FROM versions_fts_data;
DELETE FROM versions_fts_idx;
DELETE FROM versions_fts_docsize;
DELETE FROM versions_fts_config;
DELETE FROM changes_fts_data;
DELETE FROM changes_fts_idx;
DELETE FROM changes_fts_docsize;
DELETE FROM changes_fts_config;
INSERT INTO "_sqlite_migrations" VALUES (1, 'archive', 'm001_sources_and_articles', '2026-11-29 05:44:30.504824+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'archive', 'm002_captures', '2026-11-29 05:44:30.505529+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'archive', 'm003_versions_and_changes', '2026-11-29 05:44:30.506745+00:00');
INSERT INTO "_sqlite_migrations" VALUES (4, 'archive', 'm004_full_text', '2026-11-29 05:44:30.507651+00:00');
INSERT INTO "_sqlite_migrations" VALUES (5, 'archive', 'm005_watches_and_matches', '2026-11-29 05:44:30.508319+00:00');
INSERT INTO "_sqlite_migrations" VALUES (6, 'archive', 'm006_append_only', '2026-11-29 05:44:30.508941+00:00');
INSERT INTO "_sqlite_migrations" VALUES (7, 'archive', 'm007_views', '2026-11-29 05:44:30.509658+00:00');
INSERT INTO "_sqlite_migrations" VALUES (8, 'archive', 'm008_daily_counts', '2026-11-29 05:44:30.511115+00:00');
INSERT INTO "_sqlite_migrations" VALUES (9, 'archive', 'm009_change_texts', '2026-11-29 05:44:30.512088+00:00');
INSERT INTO "_sqlite_migrations" VALUES (10, 'archive', 'm010_watch_counts', '2026-11-29 05:44:30.512769+00:00');
INSERT INTO "_sqlite_migrations" VALUES (11, 'archive', 'm011_reading_indexes', '2026-11-29 05:44:30.513987+00:00');
INSERT INTO "sources" VALUES ('chinar-dispatch', 'Chinar Dispatch', 'http://{outlet}/', 'en', '2026-11-29T05:44:30Z');
INSERT INTO "source_status" VALUES ('chinar-dispatch', '2026-11-29T05:44:51Z', NULL, NULL, 3, '2026-11-29');
INSERT INTO "stories" VALUES (1, 'اتحاد پر بات مناسب وقت پر ہوگی: نیشنل کانفرنس', '2026-11-29T05:44:31Z', 1);
INSERT INTO "stories" VALUES (2, 'Alliance will be discussed at the appropriate time, says National Conference', '2026-11-29T05:44:31Z', 1);
INSERT INTO "stories" VALUES (3, 'गठबंधन पर उचित समय पर बात होगी: नेशनल कॉन्फ्रेंस', '2026-11-29T05:44:31Z', 1);
INSERT INTO "stories" VALUES (4, 'Apple growers ask for cold stores before the harvest', '2026-11-29T05:44:34Z', 1);
INSERT INTO "stories" VALUES (5, 'Congress, National Conference alliance possible, say leaders before meeting', '2026-11-29T05:44:34Z', 1);
INSERT INTO "stories" VALUES (6, 'Third stretch of ring road opens to light traffic', '2026-11-29T05:44:34Z', 1);
INSERT INTO "articles" VALUES (1, 'chinar-dispatch', 'http://{outlet}/politics/munasib-waqt', 'اتحاد پر بات مناسب وقت پر ہوگی: نیشنل کانفرنس', '2026-11-29T05:44:28Z', '2026-11-29T05:44:31Z', '2026-11-29T05:44:31Z', 'live', 'ur', 1, 1, 1, 'http://{outlet}/rss.xml', '2026-11-29T05:44:31Z');
INSERT INTO "articles" VALUES (2, 'chinar-dispatch', 'http://{outlet}/politics/appropriate-time', 'Alliance will be discussed at the appropriate time, says National Conference', '2026-11-29T05:44:28Z', '2026-11-29T05:44:31Z', '2026-11-29T05:44:43Z', 'live', 'en', 2, 7, 2, 'http://{outlet}/rss.xml', '2026-11-29T05:44:31Z');
INSERT INTO "articles" VALUES (3, 'chinar-dispatch', 'http://{outlet}/politics/sahi-samay', 'गठबंधन पर उचित समय पर बात होगी: नेशनल कॉन्फ्रेंस', '2026-11-29T05:44:28Z', '2026-11-29T05:44:31Z', '2026-11-29T05:44:31Z', 'live', 'hi', 1, 3, 3, 'http://{outlet}/rss.xml', '2026-11-29T05:44:31Z');
INSERT INTO "articles" VALUES (4, 'chinar-dispatch', 'http://{outlet}/city/cold-stores', 'Apple growers ask for cold stores before the harvest', '2026-11-29T05:44:32Z', '2026-11-29T05:44:34Z', '2026-11-29T05:44:34Z', 'live', 'en', 1, 4, 4, 'http://{outlet}/rss.xml', '2026-11-29T05:44:34Z');
INSERT INTO "articles" VALUES (5, 'chinar-dispatch', 'http://{outlet}/politics/possible', 'Congress, National Conference alliance possible, say leaders before meeting: what is known', '2026-11-29T05:44:32Z', '2026-11-29T05:44:34Z', '2026-11-29T05:44:43Z', 'live', 'en', 2, 8, 5, 'http://{outlet}/rss.xml', '2026-11-29T05:44:34Z');
INSERT INTO "articles" VALUES (6, 'chinar-dispatch', 'http://{outlet}/city/ring-road', 'Third stretch of ring road opens to light traffic', '2026-11-29T05:44:32Z', '2026-11-29T05:44:34Z', '2026-11-29T05:44:51Z', 'removed', 'en', 1, 6, 6, 'http://{outlet}/rss.xml', '2026-11-29T05:44:34Z');
INSERT INTO "urls" VALUES ('http://{outlet}/city/cold-stores', 'https://{outlet}/city/cold-stores', 4, '2026-11-29T05:44:34Z');
INSERT INTO "urls" VALUES ('http://{outlet}/city/ring-road', 'https://{outlet}/city/ring-road', 6, '2026-11-29T05:44:34Z');
INSERT INTO "urls" VALUES ('http://{outlet}/politics/appropriate-time', 'https://{outlet}/politics/appropriate-time', 2, '2026-11-29T05:44:31Z');
INSERT INTO "urls" VALUES ('http://{outlet}/politics/munasib-waqt', 'https://{outlet}/politics/munasib-waqt', 1, '2026-11-29T05:44:31Z');
INSERT INTO "urls" VALUES ('http://{outlet}/politics/possible', 'https://{outlet}/politics/possible', 5, '2026-11-29T05:44:34Z');
INSERT INTO "urls" VALUES ('http://{outlet}/politics/sahi-samay', 'https://{outlet}/politics/sahi-samay', 3, '2026-11-29T05:44:31Z');
INSERT INTO "capture_files" VALUES ('2026/11/29-0001.warc.gz', '2026-11-29T05:44:31Z', NULL);
INSERT INTO "captures" VALUES (1, 'http://{outlet}/politics/munasib-waqt', '2026-11-29T05:44:31Z', 200, '2026/11/29-0001.warc.gz', 321, 3272, '1ead36ae8a2598e228d5c16d0cdf1060ae5570808ef8cc93e041e59362c97470');
INSERT INTO "captures" VALUES (2, 'http://{outlet}/politics/appropriate-time', '2026-11-29T05:44:31Z', 200, '2026/11/29-0001.warc.gz', 4075, 3003, 'a2f6236251fcf62d1e93519a9e532f3dc89f36066cf40da7c702ad14d2eb4fc5');
INSERT INTO "captures" VALUES (3, 'http://{outlet}/politics/sahi-samay', '2026-11-29T05:44:31Z', 200, '2026/11/29-0001.warc.gz', 7563, 3475, 'c7b8b9a176e0eb9b2f15bbc29343273901d1d3638843902334f73c43c3817f94');
INSERT INTO "captures" VALUES (4, 'http://{outlet}/city/cold-stores', '2026-11-29T05:44:34Z', 200, '2026/11/29-0001.warc.gz', 11517, 2878, '7423c2493ae028697579522ed0d67435db93c31c4cfc386bdea1ea2a82d93ae4');
INSERT INTO "captures" VALUES (5, 'http://{outlet}/politics/possible', '2026-11-29T05:44:34Z', 200, '2026/11/29-0001.warc.gz', 14872, 3067, 'c597fabcd679297b047506784e7cc8df2a0e353395237cab5c5829b43407aa72');
INSERT INTO "captures" VALUES (6, 'http://{outlet}/city/ring-road', '2026-11-29T05:44:34Z', 200, '2026/11/29-0001.warc.gz', 18419, 2758, '2a899b4b11d7d6d0525bd9aca4479ddeccaa6a4e123231612a16bdc9e47e224e');
INSERT INTO "captures" VALUES (7, 'http://{outlet}/politics/appropriate-time', '2026-11-29T05:44:43Z', 200, '2026/11/29-0001.warc.gz', 21654, 2938, '02a32dfc07355be722a066e219458228653c50095481c163a894bf01c8afbc3d');
INSERT INTO "captures" VALUES (8, 'http://{outlet}/politics/possible', '2026-11-29T05:44:43Z', 200, '2026/11/29-0001.warc.gz', 25076, 3104, '82cc13c07a7816f4d3a01e1354b01734b47cba47bddbef61e3f73b54ec68bbfe');
INSERT INTO "versions" VALUES (1, 1, 1, '2026-11-29T05:44:31Z', 'اتحاد پر بات مناسب وقت پر ہوگی: نیشنل کانفرنس', 'مجلسِ عاملہ کی تمام 90 نشستوں پر تیاری کی ہدایت، کانگریس کے لیے دروازہ کھلا', 'شاہدہ ملک', '2026-11-29T05:44:28Z', '2026-11-29T05:44:28Z', 'ur', 'نیشنل کانفرنس کے ایک سینئر رہنما نے پیر کو کہا کہ کانگریس کے ساتھ انتخابات سے قبل اتحاد پر مناسب وقت پر غور کیا جائے گا۔

سری نگر میں پارٹی کی مجلسِ عاملہ کے دن بھر کے اجلاس کے بعد انہوں نے صحافیوں کو بتایا کہ ابھی انتخابات کی تاریخوں کا اعلان نہیں ہوا، اس لیے جلد بازی کی ضرورت نہیں۔

مجلسِ عاملہ نے تمام اکائیوں کو ہدایت دی ہے کہ وہ اس طرح تیاری کریں جیسے پارٹی کو تمام 90 نشستوں پر تنہا لڑنا ہو۔

اجلاس میں شریک دو ارکان نے بتایا کہ اس معاملے پر رائے منقسم تھی۔ جنوبی کشمیر کے رہنما تنہا لڑنے کے حق میں تھے جبکہ جموں کے رہنما جلد سمجھوتہ چاہتے تھے۔

کانگریس کے ایک عہدیدار نے اس بیان کو مثبت قرار دیا۔ ان کا کہنا تھا، ”کسی نے دروازہ بند نہیں کیا ہے۔“

پارلیمانی انتخابات میں دونوں جماعتیں ساتھ تھیں۔ نیشنل کانفرنس نے وادی کی دو نشستیں جیتیں جبکہ جموں کی دونوں نشستیں کانگریس ہار گئی۔

مجلسِ عاملہ نے ایک قرارداد میں انتخابات سے پہلے ریاستی درجے کی بحالی کا مطالبہ بھی دہرایا۔', 180, '7ea15ba575f0d77a0afc12de7503cb9424a0a6897c61e9e70fd0c975bbe78715', 'presswatch/1 trafilatura/2.3.1', 1);
INSERT INTO "versions" VALUES (2, 2, 1, '2026-11-29T05:44:31Z', 'Alliance will be discussed at the appropriate time, says National Conference', 'Party''s working committee asks units to prepare for all 90 seats while door to Congress stays ajar', 'Sameena Lone', '2026-11-29T05:44:28Z', '2026-11-29T05:44:28Z', 'en', 'The National Conference will discuss a pre-poll alliance with the Congress “at the appropriate time”, a senior leader said on Monday after a day-long meeting of the party''s working committee in Srinagar.

The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”.

He did not rule out an understanding with parties of the opposition bloc. “There is no election on the calendar today. The day there is one, we will sit down with whoever wants to sit down with us.”

Two members who attended said that opinion in the room was divided. Leaders from south Kashmir argued for going alone; those from the Jammu region wanted an early agreement.

The party won two seats in the parliamentary election in spring, when it stood as a partner of the Congress. It lost the third to a candidate who campaigned from prison.

A Congress functionary in Srinagar said that his party had read the statement as a polite one. “Nobody has closed a door,” he said.

The working committee also passed a resolution that asks for the restoration of statehood before the election, a demand on which all parties of the Valley agree.', 213, '1994e21f83d876e0016439a90da9c5636d7ad5e1d15e124cd79d620bbb0d60f7', 'presswatch/1 trafilatura/2.3.1', 2);
INSERT INTO "versions" VALUES (3, 3, 1, '2026-11-29T05:44:31Z', 'गठबंधन पर उचित समय पर बात होगी: नेशनल कॉन्फ्रेंस', 'कार्यसमिति ने सभी 90 सीटों पर तैयारी का निर्देश दिया, कांग्रेस के लिए दरवाज़ा बंद नहीं', 'सुनील शर्मा', '2026-11-29T05:44:28Z', '2026-11-29T05:44:28Z', 'hi', 'नेशनल कॉन्फ्रेंस के एक वरिष्ठ नेता ने सोमवार को कहा कि विधानसभा चुनाव से पहले कांग्रेस के साथ गठबंधन पर उचित समय पर विचार किया जाएगा।

श्रीनगर में पार्टी की कार्यसमिति की दिन भर चली बैठक के बाद उन्होंने पत्रकारों से कहा कि अभी चुनाव की तारीख़ें घोषित नहीं हुई हैं, इसलिए जल्दबाज़ी की कोई ज़रूरत नहीं है।

कार्यसमिति ने सभी इकाइयों से कहा है कि वे इस तरह तैयारी करें जैसे पार्टी को सभी 90 सीटों पर अकेले लड़ना हो।

बैठक में मौजूद दो सदस्यों ने बताया कि इस मुद्दे पर राय बँटी हुई थी। दक्षिण कश्मीर के नेता अकेले लड़ने के पक्ष में थे, जबकि जम्मू संभाग के नेता जल्द समझौता चाहते थे।

जम्मू में कांग्रेस के एक पदाधिकारी ने कहा कि उनकी पार्टी इस बयान को सकारात्मक मानती है। उन्होंने कहा, “किसी ने दरवाज़ा बंद नहीं किया है।”

लोकसभा चुनाव में दोनों दल साथ थे। नेशनल कॉन्फ्रेंस ने घाटी की दो सीटें जीतीं, जबकि जम्मू की दोनों सीटें कांग्रेस हार गई।

कार्यसमिति ने चुनाव से पहले राज्य का दर्जा बहाल करने की माँग का प्रस्ताव भी पारित किया।', 181, '3c1957843e63001e070076a91d6396780da58782a01a78204f2fb0b2417aa2e6', 'presswatch/1 trafilatura/2.3.1', 3);
INSERT INTO "versions" VALUES (4, 4, 1, '2026-11-29T05:44:34Z', 'Apple growers ask for cold stores before the harvest', 'A third of the crop still leaves the Valley in the four weeks when prices are lowest', 'Sameena Lone; Irfan Mattoo', '2026-11-29T05:44:32Z', '2026-11-29T05:44:32Z', 'en', 'Growers in Shopian want the administration to clear eleven cold stores that have waited for power connections since last autumn, so that they can hold back part of this year''s crop.

The district grows about a quarter of the Valley''s apples. Its stores can hold only one box in nine, says the growers'' association, and the rest is sold while everyone sells.

“In October I take what I am offered,” said Ghulam Nabi, who has two hectares above Kellar. “In February the same box brings twice as much, and it is somebody else''s box by then.”

The power department said that a receiving station at Aglar would be ready in August and that seven of the eleven stores could then be connected.

A dealer at the fruit market in Parimpora said that storage alone would not help those who owe their crop to a lender. About half of the growers sell before the trees blossom.

The department of horticulture puts this year''s crop at 21 lakh tonnes, slightly above the last, if the hail stays away.', 176, '0b96b1e0a873b9f90f9b6407179be503c7bf4470de33082d05c5f8a6221d7e0f', 'presswatch/1 trafilatura/2.3.1', 4);
INSERT INTO "versions" VALUES (5, 5, 1, '2026-11-29T05:44:34Z', 'Congress, National Conference alliance possible, say leaders before meeting', 'Lists exchanged for 60 of 90 seats; delegation calls on National Conference president today', 'Sameena Lone; Irfan Mattoo', '2026-11-29T05:44:32Z', '2026-11-29T05:44:32Z', 'en', 'A pre-poll alliance between the Congress and the National Conference is possible, leaders of both parties said on Thursday morning, hours before the Congress leadership was due to meet the National Conference''s president at his home in Srinagar.

“The talks are on the right track,” said a senior Congress leader who came with the delegation from Delhi. “We will have something to tell you when there is something to tell.”

A National Conference leader who has been part of the conversation said that the two sides had exchanged lists for about 60 of the 90 seats and differed on no more than a dozen.

The differences are mostly in the Chenab valley and in two seats of Srinagar, where both parties believe that they can win alone, according to people who have seen the lists.

Outside the house on Gupkar Road, reporters were served tea at eleven and again at noon. Nobody who went in would stop to speak.

The Congress high command asked its state unit last week to keep the door open to parties of the opposition bloc that fought the Lok Sabha election together.

In that election in spring the two parties stood as partners, and the National Conference took two of the Valley''s three seats while the Congress lost both in Jammu.

Smaller parties of the left have asked for a seat each and say that they will support whichever agreement is reached.', 237, 'ad4484d34d7a84fda8faff90910445fb11b852c9a8914d67b907e5e2f0d1a5dd', 'presswatch/1 trafilatura/2.3.1', 5);
INSERT INTO "versions" VALUES (6, 6, 1, '2026-11-29T05:44:34Z', 'Third stretch of ring road opens to light traffic', 'Lorries must wait until the bridge at Narbal has been tested', 'Danish Wagay', '2026-11-29T05:44:32Z', '2026-11-29T05:44:32Z', 'en', 'The third stretch of Srinagar''s ring road was opened to cars and buses on Saturday, a month later than planned, and shortened the way from Pampore to Narbal by 25 minutes.

Lorries will have to keep to the old road until the new bridge at Narbal has been tested under load, which engineers expect to take three weeks.

The stretch of 11 kilometres crosses paddy fields that were bought from 1,140 families. Some of them watched from the embankment as the first cars passed.

“The road is good,” said Abdul Rehman, whose field now ends at a crash barrier. “I would like to know how my tractor is to get to the other half.”

The project''s engineer said that two underpasses for farm vehicles would be open before the harvest, and that the contractor had been fined for the delay.

The last stretch, which will close the ring in the north, is held up by a dispute over a graveyard and has no date.', 164, '21cf360ab7b7f7b4cdf3ca8becb2c01eedc1d74b73a1bf367e7ba725b9aabfe6', 'presswatch/1 trafilatura/2.3.1', 6);
INSERT INTO "versions" VALUES (7, 2, 2, '2026-11-29T05:44:43Z', 'Alliance will be discussed at the appropriate time, says National Conference', 'Party''s working committee asks units to prepare for all 90 seats while door to Congress stays ajar', 'Sameena Lone', '2026-11-29T05:44:28Z', '2026-11-29T05:44:28Z', 'en', 'The National Conference will discuss a pre-poll alliance with the Congress “at the appropriate time”, a senior leader said on Monday after a day-long meeting of the party''s working committee in Srinagar.

He did not rule out an understanding with parties of the opposition bloc. “There is no election on the calendar today. The day there is one, we will sit down with whoever wants to sit down with us.”

Two members who attended said that opinion in the room was divided. Leaders from south Kashmir argued for going alone; those from the Jammu region wanted an early agreement.

The party won two seats in the parliamentary election in spring, when it stood as a partner of the Congress. It lost the third to a candidate who campaigned from prison.

A Congress functionary in Srinagar said that his party had read the statement as a polite one. “Nobody has closed a door,” he said.

The working committee also passed a resolution that asks for the restoration of statehood before the election, a demand on which all parties of the Valley agree.', 181, '66ec23c10b73d96acc31044887d09a444b5342da5056b27b5d5724f2ee9647dc', 'presswatch/1 trafilatura/2.3.1', 7);
INSERT INTO "versions" VALUES (8, 5, 2, '2026-11-29T05:44:43Z', 'Congress, National Conference alliance possible, say leaders before meeting: what is known', 'Lists exchanged for 60 of 90 seats; delegation calls on National Conference president today', 'Sameena Lone; Irfan Mattoo', '2026-11-29T05:44:32Z', '2026-11-29T05:44:40Z', 'en', 'A pre-poll alliance between the Congress and the National Conference is possible, leaders of both parties said on Thursday morning, hours before the Congress leadership was due to meet the National Conference''s president at his home in Srinagar.

“The talks are on the right track,” said a senior Congress leader who came with the delegation from Delhi. “We will have something to tell you when there is something to tell.”

A National Conference leader who has been part of the conversation said that the two sides had exchanged lists for about 60 of the 90 seats and differed on no more than a dozen.

The differences are mostly in the Chenab valley and in two seats of Srinagar, where both parties believe that they can win alone, according to people who have seen the lists.

Outside the house on Gupkar Road, reporters were served tea at eleven and again at noon. Nobody who went in would stop to speak.

The Congress high command asked its state unit last week to keep the door open to parties of the opposition bloc that fought the Lok Sabha election together.

In that election in spring the two parties stood as partners, and the National Conference took two of the Valley''s three seats while the Congress lost both in Jammu.

Smaller parties of the left have asked for a seat each and say that they will support whichever agreement is reached.', 237, '401649e7d3463c833f6bfba2493d708c0a627eed278fc6ddedffcecea894e52d', 'presswatch/1 trafilatura/2.3.1', 8);
INSERT INTO "changes" VALUES (1, 1, 'chinar-dispatch', '2026-11-29T05:44:31Z', 'published', NULL, 1, 1, 0, 180, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (2, 2, 'chinar-dispatch', '2026-11-29T05:44:31Z', 'published', NULL, 2, 1, 0, 213, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (3, 3, 'chinar-dispatch', '2026-11-29T05:44:31Z', 'published', NULL, 3, 1, 0, 181, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (4, 4, 'chinar-dispatch', '2026-11-29T05:44:34Z', 'published', NULL, 4, 0, 0, 176, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (5, 5, 'chinar-dispatch', '2026-11-29T05:44:34Z', 'published', NULL, 5, 0, 0, 237, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (6, 6, 'chinar-dispatch', '2026-11-29T05:44:34Z', 'published', NULL, 6, 0, 0, 164, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "changes" VALUES (7, 2, 'chinar-dispatch', '2026-11-29T05:44:43Z', 'edited', 2, 7, 0, 0, 0, 32, 'substance', 0.75, '1 quote withdrawn; 1 paragraph removed', 0, 0, 1, 0, 0, 0, 1, NULL, NULL, '{"v":1,"body":[{"op":"keep","count":1},{"op":"remove","text":"The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”."},{"op":"keep","count":5}]}');
INSERT INTO "changes" VALUES (8, 5, 'chinar-dispatch', '2026-11-29T05:44:43Z', 'edited', 5, 8, 0, 1, 3, 0, 'substance', 0.76, 'headline; 2 words', 0, 0, 0, 0, 0, 0, 0, NULL, NULL, '{"v":1,"headline":[["=","Congress, National Conference alliance possible, say leaders before meeting"],["+",": what is known"]]}');
INSERT INTO "changes" VALUES (9, 6, 'chinar-dispatch', '2026-11-29T05:44:51Z', 'removed', 6, NULL, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
INSERT INTO "versions_fts_data" VALUES (1, X'084F7B168C34');
INSERT INTO "versions_fts_data" VALUES (10, X'000000000108080008010101020101030101040101050101060101070101080101');
INSERT INTO "versions_fts_data" VALUES (137438953473, X'0000061903303930010C0101060103520108D8A7D8A8DABEDB8C01060103300407AAD8ADD8A7D8AF0108020103130407ACD984D8A7D8B30108010327330407B1DAA9D8A7D986010601035C0401B3010C01033814181F0407B9D984D8A7D98601060103350302D986010801038103050CD8AAD8AED8A7D8A8D8A7D8AA010C01031023601E0506DB81D988DABA010601032A030CDAA9D8A7DB8CDB8CD988DABA01060103430304DB8CDAA9010A01030577300205A8D8A7D8AA0102040603B2DB8C010601033B0407AAD8A7DB8CD8A7010801032E320407ADD8A7D984DB8C0108010381310403B9D8AF01060103290304D986D8AF01080103810A0304DABED8B101060103250502DB8C0108010381340306DB8CD8A7D986010601037E020DAAD8A7D8B1DB8CD8AED988DABA01060103330306D985D8A7D985010E01010501034211040586DB81D8A70108010355170304DABED8A70108010381060502DB8C01060103650702DABA010801038114060192010801036F0A0308DB8CD8A7D8B1DB8C010C01010901034C0207ACD8A7DB8CDB92010601031A0405A8DAA9DB8101080103702F0304D984D8AF010801033A3C040B85D8A7D8B9D8AADB8CDABA0108010381120504D988DABA01080103712F040786D988D8A8DB8C01060103660308DB8CD8AADB8CDABA01080103811C0603B3DB92010601034E0203ADD982010601036D0207AFD8B1D8ACDB9201080103812F0508D988D8A7D8B2DB81010E01010F010381090302D9860106010324040188010801035B410506D986D988DABA010A0103811111030ADB81D8B1D8A7DB8CD8A701080103813504018C01060103460502D8A70108010381020207B1D8A7DB8CDB9201060103630308DB81D986D985D8A7010A010307640C04098CD8A7D8B3D8AADB8C01080103812E0207B3D8A7D8AADABE010A01030F81060403B1DB8C010601031C030CD985D8ACDABED988D8AADB8101060103750308DB8CD986DB8CD8B10106010306040192010A010311811D0209B4D8A7DB81D8AFDB8101060102020405B1DB8CDAA9010601035A020DB5D8ADD8A7D981DB8CD988DABA010601032C0209B6D8B1D988D8B1D8AA010601033D0205B7D8B1D8AD010601034B0209B9D8A7D985D984DB8101100101030103222068030CDB81D8AFDB8CD8AFD8A7D8B1010601037B0205BAD988D8B101060103180106D982D8A8D98401060103120405B1D8A7D8B10108010381010906D8AFD8A7D8AF010801038129020784DA91D986D8A701060103560702DB92010601036B0304DB8CDB92010C01010E010339020785D8ABD8A8D8AA0108010381000405ACD984D8B3011001010201032120680409B7D8A7D984D8A8DB810108010381330409B9D8A7D985D984DB9201060103610304D984DAA90106010203040786D8A7D8B3D8A80108050103150506D982D8B3D98501060103640304DB8CDABA010E01031E3D17241C020B86D8B4D8B3D8AAD988DABA010C0101070103530904DB8CDABA010A0103811B080304DAAFD8B1010601031D0306DB81DB8CDABA010A0103360A4F04078CD8B4D986D984010C090103028115040192011401030825181E210E1112020788D8A7D8AFDB8C0108010381180304D982D8AA0108060103160302DB8101060103490211BED8A7D8B1D984DB8CD985D8A7D986DB8C01080103810E0803B9DB8C010801031F320401B101160306010108010314053F100306DB81D984DB9201080103812D04038CD8B10106010309010ADA86D8A7DB81D8AADB9201060103760203A9D8A7010A0103345230050AD986D981D8B1D986D8B3010C0A01030381150708DAAFD8B1DB8CD8B3011001010C01030D6D2C0405B1DB8CDABA010601034D0403B3DB8C0108010381070407B4D985DB8CD8B101060103670302D988010E01030A25190E310306DABED984D8A701060101100302DB81010C01030C251B190502D8A7010601030B0504D986D8A701080103810504018C011801010408010320140C5F08130502D8A7010801031975040192011C01010D0103040C170504420608090203AFD8A7010601031B0304DB8CDB8C0108010381240106DB81D8A7D8B10108010381230407AFD8A7DB8CD8AA010C01010B0103450302D98801060103570502D8A701060103370504DAAFDB8C0102080302DB92010801034748040C0F0F0F0E0B0E0A160D130D0A0A0F0F0A0C0B0A0D14110D0C090A09120E0D0C130C0E100A0A0F1309090F12080A0E1111100A130F0A100C14100C15130C0D0D0E0E090E0F1111100B0F0D0F150D0B0F110F0F0C09190B100E0A110C14140C0B0E0D0D0C090C110A130A0C0E11090909');
INSERT INTO "versions_fts_data" VALUES (274877906945, X'000005DE03303930020C01010C010339010161021A0103070D0981000C0810080B0E020466746572020601031802036772650208010381590505656D656E7402080103810702036A6172020601011302026C6C021001010B010338811E040469616E6302080201030A03026F6E020801033B450302736F02080103814202016E020801034A3D02077070726F7072690208080103100203726775020601037B020173020A010331672003016B02100101060103278122030573656D626C020601032F02017402080601030E030474656E64020601036E01026265020204030463617573020601033F0303666F7202080103814D02036C6F630206010351010863616C656E646172020601035803066D706169676E02080103812403046E64696402080103812202046C6F736502080103813A02036F6D65020601032E04056D69747465021201010501032206811D03046E66657202080C01030404056772657373021201011101030D81100F04047465737402060103370103646169020801031A430205656D616E64020801038151020269640206010346030573637573730208050103060303766964020601037602036F6F72020E01010F0103813C0302776E02080103620801056561726C6902080103810602046C656374020C010330273D4102047665726902060103280103666F72021001010A01032C524E0203726F6D020A0103780A27020A756E6374696F6E6172690208010381290102676F020601037D0102686102080103813903016402080103813002016502080103457A02016902080103812E02026F77020601034201026966020601033202016E020E010323511D061B020173020A010341140C020174020A010381140A01056A616D6D7502080103810201076B6173686D6972020601037A01066C6561646572020A0103142B3C02036F6E650206010203040167020601031B0302737402080103811D01046D656574020601031C03046D626572020601036C02056F6E646169020601031701066E6174696F6E02080B01030302016F02060103540304626F6469020801038138030174020601034701026F66020E01031D334D340D02016E020E010316420A5B1D020670696E696F6E02060103710305706F7369740206010350020275740206010349010D7061726C69616D656E7461726902080103810F04027469021601010201031F171B3E282805036E65720208010381180302737302080103814302046F6C697402080103813604016C02060103090202726502060103080403706172020E01010901032B1B030469736F6E020801038126010472656164020801038131030467696F6E0208010381030305736F6C75740208010381450403746F7202080103814A02036F6F6D02060103740203756C650206010348010173020C0101030103200202616902020A040164020E0103152B333F1403056D65656E6102060102020203656174020E01010D01033A5403046E696F7202060103130202697402080103610802046F757468020601037902057072696E67020801038112020772696E61676172020A01032481090203746169020601011204067465686F6F6402080103814C06046D656E7402080103813303036F6F64020801038115010474686174020C010340323F1B0301650232070103020C0511090A080B150A051B1009080E06160F0C070B0402726502080103520C030369726402080103811F03036F7365020601037F0203696D6502080901031102016F02140101080A01032A0E323C030364616902060103590202776F020801036B22010A756E6465727374616E64020601034B03026974020C010107010329020173020601036A010676616C6C656902080103815801027761020601037503026E74020801036521020165020601035F030272650206010335020368656E020801038113030369636802080103815304026C65020601010E03016F020801036D3804046576657202060103640203696C6C020A030103055D03027468020C01030B43190802026F6E02080103810A0302726B021001010401032181210103796F750206010343040C120B0B0D0A0E0C0A0A090F0A0A0D0C090B070B0B0A0F0E0C0C0A120C120B0B0D090D0A0E0A0D0E0B0F0C12090A09090909090C0A0A0D0E0F0A080A0B0B0C0E080C080D0C0D0C0915110B0A0C08090E0C0C0C0D0B0A0A0B070C0C0E0B0A0B0D100A0E0C0B0E1E0A0B0A0B0F0A0A110C080E090A08090B0B09090B0C0C0A0E');
INSERT INTO "versions_fts_data" VALUES (412316860417, X'0000074A03303930030C01010501034D010FE0A485E0A495E0A587E0A4B2E0A5870308010350180604ADE0A580030601032D031387E0A495E0A4BEE0A487E0A4AFE0A58BE0A482030601033F0601B8030A01034518270709E0A4B2E0A4BFE0A48F0306010335030A89E0A49AE0A4BFE0A4A40308040103160607A8E0A495E0A580030601037E0811A58DE0A4B9E0A58BE0A482E0A4A8E0A58703080103286003048FE0A495030801030576030A95E0A4B0E0A4A8E0A58703080103812F0805A587E0A4820306010348060DB6E0A58DE0A4AEE0A580E0A4B003060103630604B9E0A4BE030E01030B22183D0D0601BE03100101090103812C080712E0A482E0A497E0A58DE0A4B0E0A587E0A4B8031001010C010311682E0916B0E0A58DE0A4AFE0A4B8E0A4AEE0A4BFE0A4A4E0A4BF03100101020103201E6C0601BF030E01030C221919250706E0A4AFE0A4BE030A01031A752B0904B8E0A5800308010381080502A580031201031F04100A650812060187031801010D01030410164006090B061989E0A4A8E0A58DE0A4ABE0A58DE0A4B0E0A587E0A482E0A4B8030C0A010303811606018B030A01030A43390703E0A4880306010338030497E0A488030801038125060DA0E0A4ACE0A482E0A4A7E0A4A8030802010314030A98E0A4BEE0A49FE0A580030801038119050BA58BE0A4B7E0A4BFE0A4A4030601033103079AE0A4B2E0A5800306010324060ABEE0A4B9E0A4A4E0A5870306010373050BA581E0A4A8E0A4BEE0A4B5030C01030E22641A030A9CE0A4ACE0A495E0A4BF030801036C34060AAEE0A58DE0A4AEE0A582030A01036D0A2C060AB0E0A582E0A4B0E0A4A403060103390607B2E0A58DE0A4A603060103710D0CE0A4ACE0A4BEE0A49CE0A5800306010336060ABEE0A48FE0A497E0A4BE030601031B050BA580E0A4A4E0A580E0A48203080103811D060788E0A4B8E0A58703060103490307A4E0A4B0E0A4B903060103460610BEE0A4B0E0A580E0A496E0A587E0A4820306010330050EA588E0A4AFE0A4BEE0A4B0E0A580030C0101080103470304A5E0A5800306010361060187030A01036B0B230310A6E0A495E0A58DE0A4B7E0A4BFE0A4A30306010362060DB0E0A4B5E0A4BEE0A49CE0A4BE030E01010F0103810A0808A58DE0A49CE0A4BE03080103812D0601B20308010381130604BFE0A4A803060103220904AFE0A4BE030601010B0502A58B0308010356470709E0A4A8E0A58BE0A482030A0103811211030AA8E0A4B9E0A580E0A48203100101110103320A540610BFE0A4B0E0A58DE0A4A6E0A587E0A4B6030601010A0502A5870318010103010308371D251011110706E0A4A4E0A4BE030A010307600D0907B6E0A4A8E0A4B2030C090103028116030AAAE0A495E0A58DE0A4B703060103690616A4E0A58DE0A4B0E0A495E0A4BEE0A4B0E0A58BE0A48203060103290616A6E0A4BEE0A4A7E0A4BFE0A495E0A4BEE0A4B0E0A580030601037A0601B0031603050101070103150539100607B9E0A4B2E0A587030A010310811C060ABEE0A4B0E0A4BFE0A4A40308010381350B08A58DE0A49FE0A580030A01031E2E370514A58DE0A4B0E0A4B8E0A58DE0A4A4E0A4BEE0A4B5030801038133030AACE0A482E0A49FE0A580030601035F0901A6030E0101100103810B060AA4E0A4BEE0A4AFE0A4BE03060103590607AFE0A4BEE0A4A80308010381010607B9E0A4BEE0A4B203080103812E0604BEE0A4A40302070901A603060103270508A588E0A4A0E0A4950308010325300304ADE0A4B003060103230502A580030801038134030AAEE0A4BEE0A482E0A4970308010381310907A8E0A4A4E0A580030801038104050EA581E0A4A6E0A58DE0A4A6E0A587030601035C060487E0A482030E01031D39180E1D060A8CE0A49CE0A582E0A4A60306010355030DB0E0A4BEE0A49CE0A58DE0A4AF03080103812B0901AF030601035E030AB2E0A4A1E0A4A8E0A4BE03060103510B02A58703060103670604BFE0A48F030601010E050EA58BE0A495E0A4B8E0A4ADE0A4BE03080103810F0310B5E0A4B0E0A4BFE0A4B7E0A58DE0A4A00306010306060ABFE0A49AE0A4BEE0A4B003060103190910A7E0A4BEE0A4A8E0A4B8E0A4ADE0A4BE030601030D0502A5870306010344030DB6E0A4B0E0A58DE0A4AEE0A4BE03060102030511A58DE0A4B0E0A580E0A4A8E0A497E0A4B0030601031C030DB8E0A482E0A4ADE0A4BEE0A497030601036E061695E0A4BEE0A4B0E0A4BEE0A4A4E0A58DE0A4AEE0A4950308010381030610A6E0A4B8E0A58DE0A4AFE0A58BE0A48203060103570604ADE0A580030E01010401033E10060DAEE0A49DE0A58CE0A4A4E0A4BE03060103720901AF0308050103170604BEE0A4A5030A0103138103050BA580E0A49FE0A587E0A482030A0103811C080C048BE0A482030C01010601034E060A81E0A4A8E0A580E0A4B20306010202060187030C01030F1D186B060D8BE0A4AEE0A4B5E0A4BEE0A4B003060103090307B9E0A4BEE0A4B00308010381240505A581E0A48803080103332F060188030C01033B09450B0703E0A482030601033406018B03060103520706E0A497E0A580030208040C170B1A0A10120E190C120C140F0D1E220C0F0C0F11230A0A0C1512120E11151213110E1311130E0E17180B0A171810090B0B0A121617120F11111D1D101012111C110C110F0F0908100B0A120F150F11150811090B16171117091418141E170F14090D140E110B140F0D0B0A08');
INSERT INTO "versions_fts_data" VALUES (549755813889, X'000005950330323104080103812A01016104120101020103264617170204626F757404080103257304017604080103515F0208646D696E6973747204060103070204676C6172040601036E02036C6F6E04080103810A02016D040601034802026E64040A01033A241A020370706C04080201032C0201720406010111020173040601035A03016B0402040304736F63690406010339020174040A01036D162A020575677573740406010373030474756D6E0406010315020377616904080103813501046261636B040601031B02016504080103700F0303666F72040A080103811C02066C6F73736F6D04080103811F02026F78040A010333260D020472696E6704060103580201790406010363010363616E04080103191802046C656172040601030902036F6C6404080601030B03056E6E65637404080103126E0303756C64040601037B0203726F700410010106010321731801066465616C657204080103810003047061727404080103673C02076973747269637404060103230106656C6576656E040801030A7103017304060103600206766572796F6E040601034001086665627275617269040601035402026F7204080501031003027572040601010D02047275697404080103810301066768756C616D040601034B0203726F77040601032405026572040C03010302386401026861040601034E0302696C04080103813303026C660408010381170305727665737404020A03027665040601030E02056563746172040601035003026C7004080103810D02036F6C64040801031A18030972746963756C74757204080103812301016904080103440502016604080103813102016E041601010B010303331013211502047266616E0406010204020173040801033D23020174040801032D3201066B656C6C6172040601035201046C616B6804080103812B03027374040A010314811E0203656176040601010803046E64657204080103811502036F6E650406010203030477657374040601011201066D61726B6574040801038104030474746F6F04060102050203756368040601035B01046E616269040601034C0203696E65040601033502026F7404080103810C01056F63746F620406010343020166041401010401031D0D51230C0303666572040601034902016E040601033203026C6904060103310201770408010381100109706172696D706F7261040801038106040174040601031C02046F7765720408010311570204726963650406010110020275740408010381240107717561727465720406010327010572656164690406010371030463656976040601036B03027374040601033C010173040C0103200D3848020261690406010336040164040A01034A202103026D6504060103560503656E6104060102020203656C6C04080103415C030376656E04060103760206686F7069616E04060103040203696E63040601031302076C696768746C6904080103812D02016F040601031603026C64040601033E03066D65626F6469040601035F0203746169040801038134040474696F6E040601036C0303696C6C040601010703046F726167040801038109050165040C0701030C244E010474616B6504060103450203686174040E01030D0C540E15030165042C0901010506050103061E0910061C12150C1906051105040169040601031805017204080103811104016E04080103641A030169040A01031E810904027264040601010303036F736504080103810E02016F040A010308810D03026E6E04080103812C020372656504080103811E020477696365040601035903016F040601034F010676616C6C6569040C01010A01032A010477616974040601030F03026E740406010305020365656B040601010E020368617404060103460302656E040601010F0303696C65040601033F03016F040801034D4402046F756C64040801036F1E010479656172040A01031F8109040A0E0C090F0B0B080B0B0808060B0A0C0B0B0B090C0E0B0B080B0B0B0D0A0F0E0C0E0E080D0F0A090C0D0A0C090A0A0A090C0A0B110909100B09090D0C0B0A0C0A0B0E0B0A0B0A0A0C0F0A08090911080C0B0A0E0C0B090B090A090A0B0A0D0A0F08090D0B0B0A0C0B0B0E1B0809090A090B0A0A0B0B08100B090A0A090A090C');
INSERT INTO "versions_fts_data" VALUES (687194767361, X'0000067103303630050C01010501035F01023930050C010107010362010161050E010302321A227D0204626F7574050601035E020563636F726405080103810302046761696E05080103811803077265656D656E7405080103816F02066C6C69616E6305080501030503026F6E05080103810202026E6405100103095D12253520020172050801032C4402017305080103814803016B050A010381273E020174050A010325720601046265656E05060103500303666F7205080901031803046C696576050601037D0305747765656E050601030602036C6F6305080103813702036F7468050A0103116C61010463616C6C050601010A03026D65050601033703016E050801038100020568656E6162050601037202066F6D6D616E6405080103812603046E66657205160401010D01030C182C810304056772657373051002010308141C72360404766572730506010354010564656C6567050C01010901033A04026869050601033C0205696666657205080103650A02036F6F7205080103813003037A656E050601036B02027565050601031D01046561636805080103816702046C656374050A0103813D06040376656E0508010381160206786368616E67050C01010301035B0103666F72051001010401035D81090304756768740508010381390203726F6D050601033B01066775706B617205080103810F01026861050601034F030164050601035A03027665050A01033F4A5D02016905060103260302676805080103812502036F6D65050601032703027572050601031704017305080103810D0102696E05120103284A072B23051B02047266616E0506010204020173050C01030D3B812C02017405080103812801056A616D6D7505080103815C01046B65657005080103812E01046C61737405080103812B02056561646572050C0801030F281A070473686970050601031B030266740508010381610203697374050E01010201035C3002026F6B05080103813B03026E6505060102030302737405080103815901066D6174746F6F0506010205020365657405080A01031F02036F7265050601036804016E0506010316030473746C69050601036F01066E6174696F6E05160301010C01030B182C810302016F05060103670304626F646905080103811B03026F6E05080103811A01026F66051801010601031044101A3E1E1102016E051201010B0103141B3B2A020370656E0508010381310305706F7369740508010381360205757473696405080103810B0104706172740506010351050169050E0103126C39151A05036E65720508010381490204656F706C05080103810502036F6C6C05060103040305737369626C05080601030E0202726505060103030403736964050C01010E010324010572656163680508010381710304706F7274050801038111020469676874050601032F02036F6164050801038110010173050A010323813202046162686105080103813C030169050A0701038169040164050A010313202603056D65656E610506010202020365617405120101080103631660130302656E05080103810803046E696F720506010333030272760508010381130203696465050601035902066D616C6C657205080103815D02056F6D65746805080103400902047065616B050801038122030472696E67050801038143020772696E6167617205080103295202047461746505080103812903036F6F6405080103814704017005080103812002067570706F727405080103816D010474616C6B050601032B0202656105080103811403026C6C050801034209020368616E0506010369040174050E0103562A3C0A2C03016505320103070511090C060D1C060C0D071A05190E08070C0908080B040169050801037F6E04027265050601034503037265650508010381540306757273646169050601031502016F051201031E25093E1F0E070303646169050601010F03046765746805080103813E03026F6B05080103814E02047261636B05060103300202776F050C01035820510C0104756E697405080103812A010676616C6C656905080103736101027761050601031C020165050601033D0302656B05080103812C03026E7405080103811D03027265050801038112020368656E050601034404027265050601037A0305696368657605080103816E04026C6505080103815603016F050C0103361A3A180203696C6C050A01033E813003016E05080103810103027468050601033802046F756C6405080103811F0103796F750506010343040C0C0C0B0D0C0F0E0A0E09090A0A0B0B0B0C0B0C0B09090C0E13110B0F090D0B0A090C0D0B100F0C0A0E09080B080A0A09090F0B0B090D0C0C0F0B0A0E0A090A0D0B0A080B15080C0A120E0B0D0D0B0C0B0C0A0D090D0D0C0B0B0A0C0A0A0C100A0B0A0A0E0D0C0C0F0C0B090E0B0A0A0A0C1E09090B0D0E0A0C0A0B0C0C0E09080A0A0A0A090D0A0B0C09090C');
INSERT INTO "versions_fts_data" VALUES (824633720833, X'000005150230310606010349020131060601034002023430060601034A010232350606010320010161060C010312543E0502046264756C060601035D02026E64060C01030E0B72200201730606010353020174060E01010801032F3601076261727269657206060103660201650608010381020302656E060E01010B0103325C0303666F7206080103810402056F756768740606010347020472696467060C01010701032E0203757365060601030F020179060A01031F81020103636172060801030D4B02046C6F736506080103811602096F6E74726163746F7206080103810A020472617368060601036503036F73730606010342010664616E6973680606010202030274650608010381280204656C6169060801038110020569737075740608010381210106656D62616E6B060601035202026E640606010362030367696E060801033744020578706563740606010338010666616D696C69060601034B0302726D060601037F020469656C6406080103441E03026E6506080103810D0303727374060601035502026F72060801037E120203726F6D060A01031B2F0A0103676574060601037102036F6F64060601035B0208726176657961726406080103812401026861060E01010A0103317703016406080103810B03026C660606010375030572766573740608010381060302766506060103240203656C6406080103811D02026F77060601036C010169060601036702016E060801038119020173060A01035A172F01046B65657006060103260207696C6F6D657472060601034102036E6F77060601036B01046C6173740608010381120303746572060601031402046967687406020903026B65060601036902036F616406060103350303727269060C01010201032201056D696E7574060601032102046F6E7468060601031302037573740606010103020179060601036D01066E617262616C060E01010901031E1402026577060601032D02016F060801038127030372746806080103811B030177060601036101026F66060C040103053C1002026C64060601032902016E0606010310020370656E060A0701030B7A0204746865720606010374020376657206080103812201057061646469060601034303046D706F72060601031C03027373060601035702036C616E06060103160206726F6A656374060601037701067265686D616E060601035E0203696E67060C05010308811202036F6164060C0601030923310101730608010307730203616964060801035C20030674757264616906060103110206686F7274656E060601031802036F6D65060601034C020772696E6167617206060103060206747265746368060C030103043C57010474616B65060601033A0203657374060C01010C010333020368616E0606010315040174060A010345380F030165062A010106010302191106131605061D0511060804080504016D060601034E03036972640608020103030303726565060601033B02016F06160801030C130A04143308040206726163746F72060601036E04046666696306020A0202776F060601037C0105756E6465720606010334060470617373060601037D030374696C060C01010501032B02017006080103811E010676656869636C06080103810001027761060601030A03036761690606010203030169060601031A04017406060101040303746368060601034F020365656B060601033C03027265060601034602046869636806080103366003036F7365060601035F0203696C6C06080103237402046F756C6406080103681B04080809090B0B0C080C0E090D0B0C0E0A0A0B0C110B0A0D0A0C0D0D090B0C0D090C0A0A0A0C0A0A100D09090D090B0908090A0B0E0A0C0A09090A0D0C0B0A081109090B080C09080C0B0B0C0B090A0D0D0D0D090B0D0D0A0E100B0D0A0A1A080B0A100D09090C0B0D090E090A08080A0A090C0A0B');
INSERT INTO "versions_fts_data" VALUES (962072674305, X'0000055803303930070601010C01016107180103070D09600C0810080B0E020466746572070601031802036772650708010381390505656D656E74070601036702036A6172070601011302026C6C070E01010B01038134040469616E6307080201030A03026F6E070601035E0302736F07080103812202016E070801032A3D02077070726F7072690708080103100203726775070601035B02017307080103762003016B070E0101060103812702017407080601030E030474656E64070601034E010262650702040303666F7207080103812D02036C6F630706010331010863616C656E646172070601033803066D706169676E07080103810403046E64696407080103810202046C6F736507080103811A02076F6D6D697474650710010105010322810103046E66657207080C01030404056772657373071001011101030D700F0103646169070801031A230205656D616E64070801038131020269640706010326030573637573730708050103060303766964070601035602036F6F72070E01010F0103811C0302776E07080103420801056561726C69070601036602046C656374070A0103353D410103666F72070E01010A01035C4E0203726F6D070A0103580A27020A756E6374696F6E6172690708010381090102676F070601035D0102686107080103811903016407080103811002016507080103257A02016907080103810E0102696E070E010323311D061B02017307080103330C02017407080103740A01056A616D6D75070601036201076B6173686D6972070601035A01066C656164657207080103144502036F6E650706010203040167070601031B03027374070601037D01046D656574070601031C03046D626572070601034C02056F6E646169070601031701066E6174696F6E07080B01030302016F07060103340304626F6469070801038118030174070601032701026F66070E01031D134D340D02016E070E010316220A5B1D020670696E696F6E07060103510305706F7369740706010330020275740706010329010D7061726C69616D656E74617269070601036F04027469071401010201031F103E282805036E657207060103780302737307080103812302046F6C697407080103811604016C070601030902027265070601030804037061720706010109030469736F6E070801038106010472656164070801038111030467696F6E07060103630305736F6C75740708010381250403746F7207080103812A02036F6F6D07060103540203756C650706010328010173070C0101030103200202616907020A040164070C0103153C3F1403056D65656E6107060102020203656174070C01010D01036C03046E696F7207060103130202697407080103410802046F757468070601035902057072696E670706010372020772696E616761720708010324690203746169070601011204067465686F6F6407080103812C06046D656E7407080103811303036F6F640706010375010474686174070A0103503F1B030165072A070103020C0511130A051B1009080E06160F0C070B0402726507080103320C0303697264070601037F03036F7365070601035F0203696D6507080901031102016F07100101080A0103463C030364616907060103390202776F070801034B22010A756E6465727374616E64070601032B030269740706010107020173070601034A010676616C6C656907080103813801027761070601035503026E74070801034521020165070601033F020368656E0706010373030369636807080103813304026C65070601010E03016F070801034D3804046576657207060103440203696C6C070A030103053D03027468070C01030B23190802026F6E070601036A0302726B071001010401032181010409110B0B0C0A0D0C090A090F0A090C090B070B0A0F0E0C0C130C110B0D090D0A0E0A0C0D0E0C12090A0909090D09090C0E0E0A08090B0B0C0E080C080D0C0D0C0914100A0A0C08090A0C0C0B0D0B0A0A0B070B0C0D0B0A0B0C0F0A0E0C0A0D1A0A0A0A0B0D0A0A1109080E090A080A0B09090B0C0C09');
INSERT INTO "versions_fts_data" VALUES (1099511627777, X'0000068203303630080C01010501035F01023930080C010107010362010161080E010302321A227D0204626F7574080601035E020563636F726408080103810302046761696E08080103811803077265656D656E7408080103816F02066C6C69616E6308080501030503026F6E08080103810202026E6408100103095D12253520020172080801032C4402017308080103814803016B080A010381273E020174080A010325720601046265656E08060103500303666F7208080901031803046C696576080601037D0305747765656E080601030602036C6F6308080103813702036F7468080A0103116C61010463616C6C080601010A03026D65080601033703016E080801038100020568656E6162080601037202066F6D6D616E6408080103812603046E66657208160401010D01030C182C810304056772657373081002010308141C72360404766572730806010354010564656C6567080C01010901033A04026869080601033C0205696666657208080103650A02036F6F7208080103813003037A656E080601036B02027565080601031D01046561636808080103816702046C656374080A0103813D06040376656E0808010381160206786368616E67080C01010301035B0103666F72081001010401035D81090304756768740808010381390203726F6D080601033B01066775706B617208080103810F01026861080601034F030164080601035A03027665080A01033F4A5D02016908060103260302676808080103812502036F6D65080601032703027572080601031704017308080103810D0102696E08120103284A072B23051B02047266616E0806010204020173080E0C01030D3B812C02017408080103812801056A616D6D7508080103815C01046B65657008080103812E02046E6F776E08020D01046C61737408080103812B02056561646572080C0801030F281A070473686970080601031B030266740808010381610203697374080E01010201035C3002026F6B08080103813B03026E6508060102030302737408080103815901066D6174746F6F0806010205020365657408080A01031F02036F7265080601036804016E0806010316030473746C69080601036F01066E6174696F6E08160301010C01030B182C810302016F08060103670304626F646908080103811B03026F6E08080103811A01026F66081801010601031044101A3E1E1102016E081201010B0103141B3B2A020370656E0808010381310305706F7369740808010381360205757473696408080103810B0104706172740806010351050169080E0103126C39151A05036E65720808010381490204656F706C08080103810502036F6C6C08060103040305737369626C08080601030E0202726508060103030403736964080C01010E010324010572656163680808010381710304706F7274080801038111020469676874080601032F02036F6164080801038110010173080A010323813202046162686108080103813C030169080A0701038169040164080A010313202603056D65656E610806010202020365617408120101080103631660130302656E08080103810803046E696F720806010333030272760808010381130203696465080601035902066D616C6C657208080103815D02056F6D65746808080103400902047065616B080801038122030472696E67080801038143020772696E6167617208080103295202047461746508080103812903036F6F6408080103814704017008080103812002067570706F727408080103816D010474616C6B080601032B0202656108080103811403026C6C080801034209020368616E0806010369040174080E0103562A3C0A2C03016508320103070511090C060D1C060C0D071A05190E08070C0908080B040169080801037F6E04027265080601034503037265650808010381540306757273646169080601031502016F081201031E25093E1F0E070303646169080601010F03046765746808080103813E03026F6B08080103814E02047261636B08060103300202776F080C01035820510C0104756E697408080103812A010676616C6C656908080103736101027761080601031C020165080601033D0302656B08080103812C03026E7408080103811D03027265080801038112020368617408020B0302656E080601034404027265080601037A0305696368657608080103816E04026C6508080103815603016F080C0103361A3A180203696C6C080A01033E813003016E08080103810103027468080601033802046F756C6408080103811F0103796F750806010343040C0C0C0B0D0C0F0E0A0E09090A0A0B0B0B0C0B0C0B09090C0E13110B0F090D0B0A090C0D0B100F0C0A0E09080B080A0A09090F0B0C090D0C090C0F0B0A0E0A090A0D0B0A080B15080C0A120E0B0D0D0B0C0B0C0A0D090D0D0C0B0B0A0C0A0A0C100A0B0A0A0E0D0C0C0F0C0B090E0B0A0A0A0C1E09090B0D0E0A0C0A0B0C0C0E09080A0A0A0809090D0A0B0C09090C');
INSERT INTO "versions_fts_idx" VALUES (1, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (2, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (3, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (4, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (5, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (6, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (7, X'', 2);
INSERT INTO "versions_fts_idx" VALUES (8, X'', 2);
INSERT INTO "versions_fts_docsize" VALUES (1, X'090F028134');
INSERT INTO "versions_fts_docsize" VALUES (2, X'0B12028158');
INSERT INTO "versions_fts_docsize" VALUES (3, X'0910028135');
INSERT INTO "versions_fts_docsize" VALUES (4, X'0911048134');
INSERT INTO "versions_fts_docsize" VALUES (5, X'090E048170');
INSERT INTO "versions_fts_docsize" VALUES (6, X'090B028127');
INSERT INTO "versions_fts_docsize" VALUES (7, X'0B12028138');
INSERT INTO "versions_fts_docsize" VALUES (8, X'0C0E048170');
INSERT INTO "versions_fts_config" VALUES ('version', 4);
INSERT INTO "watches" VALUES ('nc-congress', 'National Conference and Congress: alliance', '(alliance OR गठबंधन OR اتحاد) AND (Congress OR कांग्रेस OR کانگریس) AND ("National Conference" OR "नेशनल कॉन्फ्रेंस" OR "نیشنل کانفرنس")', '2026-11-29T05:44:30Z');
INSERT INTO "matches" VALUES ('nc-congress', 5, 'report', '["Congress", "National Conference", "alliance"]');
INSERT INTO "matches" VALUES ('nc-congress', 7, 'edit', '["Alliance", "National Conference", "Congress"]');
INSERT INTO "matches" VALUES ('nc-congress', 8, 'edit', '["Congress", "National Conference", "alliance"]');
INSERT INTO "daily_counts" VALUES ('2026-11-29', 'chinar-dispatch', 3, 2, 0, 1, 0, 1, 1, 3, 32);
INSERT INTO "change_texts" VALUES (7, '', 'The committee asked every unit to prepare for the coming assembly election as if the party were to contest all 90 seats alone, the leader said, “because that is how you prepare”.');
INSERT INTO "change_texts" VALUES (8, ': what is known', '');
INSERT INTO "changes_fts_data" VALUES (1, X'020320');
INSERT INTO "changes_fts_data" VALUES (10, X'000000000102020002010101020101');
INSERT INTO "changes_fts_data" VALUES (137438953473, X'000001220330393007060101160103616C6C070601011503026F6E0706010118020173070601010E03016B0706010104030573656D626C070601010C0106626563617573070601011C0104636F6D65070601010B04056D69747465070601010303056E7465737407060101140105656C656374070601010D02047665726907060101050103666F7207060101090103686F77070601011F01026966070601010F020173070601011E01066C6561646572070601011A0105706172746907060101110205726570617207080101081B010473616964070601011B02036561740706010117010474686174070601011D030165070C0101020A080B02016F07080101070E0104756E6974070601010601047765726507060101120103796F75070601012004090A0908080C0D0B0C0C0C0B0A0A09080D0C0D0B0A0B0B090B0B');
INSERT INTO "changes_fts_data" VALUES (274877906945, X'0000001E0330697308020301056B6E6F776E08020401047768617408020204070A');
INSERT INTO "changes_fts_idx" VALUES (1, X'', 2);
INSERT INTO "changes_fts_idx" VALUES (2, X'', 2);
INSERT INTO "changes_fts_docsize" VALUES (7, X'0020');
INSERT INTO "changes_fts_docsize" VALUES (8, X'0300');
INSERT INTO "changes_fts_config" VALUES ('version', 4);
INSERT INTO "watch_counts" VALUES ('nc-congress', '2026-11-29', 'chinar-dispatch', 1, 2, 0, 0, 0);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX articles_source_changed ON articles(source_id, changed_at);
CREATE INDEX articles_changed ON articles(changed_at);
CREATE INDEX articles_latest_version ON articles(latest_version_id);
CREATE INDEX articles_story ON articles(story_id);
CREATE INDEX urls_key ON urls(url_key, article_id);
CREATE INDEX urls_article ON urls(article_id);
CREATE UNIQUE INDEX captures_place ON captures(file, offset);
CREATE INDEX versions_capture ON versions(capture_id);
CREATE INDEX versions_content ON versions(content_sha256);
CREATE INDEX changes_article ON changes(article_id);
CREATE INDEX changes_source ON changes(source_id);
CREATE INDEX changes_kind ON changes(kind);
CREATE INDEX changes_seen ON changes(seen_at);
CREATE INDEX changes_from_version ON changes(from_version_id);
CREATE INDEX changes_to_version ON changes(to_version_id);
CREATE INDEX changes_returns ON changes(returns_to_version_id);
CREATE INDEX matches_change ON matches(change_id);
CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions
                BEGIN SELECT RAISE(ABORT, 'versions is append only'); END;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions
                BEGIN SELECT RAISE(ABORT, 'versions is append only'); END;
CREATE TRIGGER changes_no_update BEFORE UPDATE ON changes
                BEGIN SELECT RAISE(ABORT, 'changes is append only'); END;
CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes
                BEGIN SELECT RAISE(ABORT, 'changes is append only'); END;
CREATE TRIGGER captures_no_update BEFORE UPDATE ON captures
                BEGIN SELECT RAISE(ABORT, 'captures is append only'); END;
CREATE TRIGGER captures_no_delete BEFORE DELETE ON captures
                BEGIN SELECT RAISE(ABORT, 'captures is append only'); END;
CREATE VIEW recent_changes AS
        SELECT changes.id, changes.seen_at, changes.kind, changes.source_id, sources.name AS source,
               changes.article_id, articles.headline, articles.url, articles.state, articles.language,
               changes.headline_changed, changes.words_added, changes.words_removed, changes.baseline,
               changes.nature, changes.importance, changes.summary, changes.silent, changes.quiet,
               changes.from_version_id, changes.to_version_id
        FROM changes
        JOIN articles ON articles.id = changes.article_id
        JOIN sources ON sources.id = changes.source_id
        ORDER BY changes.id DESC;
CREATE VIEW latest_versions AS
        SELECT versions.id, versions.article_id, versions.number, versions.seen_at, articles.source_id,
               articles.url, articles.state, versions.headline, versions.standfirst, versions.byline,
               versions.published_at, versions.modified_at, versions.language, versions.body, versions.word_count,
               versions.content_sha256, versions.extractor, versions.capture_id
        FROM articles
        JOIN versions ON versions.id = articles.latest_version_id;
CREATE INDEX daily_counts_source ON daily_counts(source_id, day);
CREATE TRIGGER changes_counted AFTER INSERT ON changes
        WHEN NEW.baseline = 0 AND NEW.quiet IS NULL AND NEW.kind <> 'moved'
        BEGIN
            INSERT INTO daily_counts (day, source_id, published, edited, corrected, removed, restored, headlines, silent, words_added, words_removed)
            VALUES (substr(NEW.seen_at, 1, 10), NEW.source_id, NEW.kind = 'published', NEW.kind = 'edited', NEW.kind = 'corrected', NEW.kind = 'removed', NEW.kind = 'restored', NEW.headline_changed, coalesce(NEW.silent, 0), (NEW.kind IN ('edited', 'corrected')) * NEW.words_added, (NEW.kind IN ('edited', 'corrected')) * NEW.words_removed)
            ON CONFLICT (day, source_id) DO UPDATE SET
                published = published + excluded.published, edited = edited + excluded.edited, corrected = corrected + excluded.corrected, removed = removed + excluded.removed, restored = restored + excluded.restored, headlines = headlines + excluded.headlines, silent = silent + excluded.silent, words_added = words_added + excluded.words_added, words_removed = words_removed + excluded.words_removed;
        END;
CREATE TRIGGER matches_counted AFTER INSERT ON matches
        BEGIN
            INSERT INTO watch_counts (watch_id, day, source_id, reports, edits, corrections, removals, restorations)
            SELECT NEW.watch_id, substr(seen_at, 1, 10), source_id,
                   NEW.event = 'report', NEW.event = 'edit', NEW.event = 'correction', NEW.event = 'removal', NEW.event = 'restoration'
            FROM changes WHERE id = NEW.change_id
            ON CONFLICT (watch_id, day, source_id) DO UPDATE SET
                reports = reports + excluded.reports, edits = edits + excluded.edits, corrections = corrections + excluded.corrections, removals = removals + excluded.removals, restorations = restorations + excluded.restorations;
        END;
CREATE INDEX versions_seen ON versions(seen_at);
CREATE INDEX articles_source ON articles(source_id);
CREATE INDEX articles_versions ON articles(version_count) WHERE version_count > 1;
CREATE INDEX stories_shared ON stories(id) WHERE article_count > 1;
CREATE INDEX changes_silent ON changes(id) WHERE silent = 1 AND quiet IS NULL;
CREATE INDEX changes_headline ON changes(id) WHERE headline_changed = 1;
CREATE INDEX changes_source_kind ON changes(source_id, kind);
CREATE INDEX changes_edits ON changes(id, kind, words_added, words_removed, headline_changed, numbers, quotes, silent, quiet) WHERE kind IN ('edited', 'corrected');
CREATE INDEX changes_source_edits ON changes(source_id, id, kind, words_added, words_removed, headline_changed, numbers, quotes, silent, quiet) WHERE kind IN ('edited', 'corrected');
CREATE INDEX changes_told_edits ON changes(article_id, seen_at)
        WHERE kind IN ('edited', 'corrected') AND quiet IS NULL
        ;
CREATE INDEX changes_baseline ON changes(article_id) WHERE baseline = 1;
CREATE INDEX articles_source_versions ON articles(source_id, version_count) WHERE version_count > 1;
