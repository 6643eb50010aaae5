-- archive.db

CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    home_url TEXT NOT NULL,
    language TEXT,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE source_status (
    source_id TEXT PRIMARY KEY REFERENCES sources(id),
    last_success_at TEXT,
    last_failure_at TEXT,
    reason TEXT,
    stories_today INTEGER NOT NULL DEFAULT 0,
    stories_on TEXT
) STRICT;
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    headline TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    article_count INTEGER NOT NULL DEFAULT 1
) STRICT;
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
) STRICT;
CREATE TABLE urls (
    url TEXT PRIMARY KEY,
    url_key TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE capture_files (
    file TEXT PRIMARY KEY,
    added_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    file TEXT NOT NULL REFERENCES capture_files(file),
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    body_sha256 TEXT NOT NULL
) STRICT;
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
) STRICT;
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
) STRICT;
CREATE VIRTUAL TABLE versions_fts USING fts5(
    headline, standfirst, byline, body,
    content = 'versions', content_rowid = 'id',
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '<ZWNJ><ZWJ>'"
);
CREATE TABLE watches (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    query TEXT NOT NULL,
    since_at TEXT NOT NULL
) STRICT;
CREATE TABLE matches (
    watch_id TEXT NOT NULL REFERENCES watches(id),
    change_id INTEGER NOT NULL REFERENCES changes(id),
    event TEXT NOT NULL CHECK (event IN ('report', 'edit', 'correction', 'removal', 'restoration')),
    matched TEXT NOT NULL,
    PRIMARY KEY (watch_id, change_id)
) STRICT, WITHOUT ROWID;
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
) STRICT, WITHOUT ROWID;
CREATE TABLE change_texts (
    change_id INTEGER PRIMARY KEY REFERENCES changes(id),
    added TEXT NOT NULL,
    removed TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE changes_fts USING fts5(
    added, removed,
    content = 'change_texts', content_rowid = 'change_id',
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' tokenchars '<ZWNJ><ZWJ>'"
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
) STRICT, WITHOUT ROWID;
CREATE TABLE redactions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER UNIQUE REFERENCES articles(id),
    redacted_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    version_count INTEGER NOT NULL,
    change_count INTEGER NOT NULL,
    capture_count INTEGER NOT NULL,
    finished_at TEXT
) STRICT;
CREATE TABLE redacted_addresses (
    address_sha256 TEXT PRIMARY KEY,
    redaction_id INTEGER NOT NULL REFERENCES redactions(id)
) STRICT, WITHOUT ROWID;
CREATE TABLE archive_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seen_at TEXT NOT NULL,
    content_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    version_id INTEGER REFERENCES versions(id),
    change_id INTEGER REFERENCES changes(id),
    redaction_id INTEGER REFERENCES redactions(id),
    salt TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    head TEXT NOT NULL,
    CHECK ((version_id IS NOT NULL) + (change_id IS NOT NULL) + (redaction_id IS NOT NULL) = 1)
) STRICT;
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
WHERE kind IN ('edited', 'corrected') AND quiet IS NULL;
CREATE INDEX changes_baseline ON changes(article_id) WHERE baseline = 1;
CREATE INDEX articles_source_versions ON articles(source_id, version_count) WHERE version_count > 1;
CREATE INDEX redacted_addresses_redaction ON redacted_addresses(redaction_id);
CREATE UNIQUE INDEX chain_version ON chain(version_id) WHERE version_id IS NOT NULL;
CREATE UNIQUE INDEX chain_change ON chain(change_id) WHERE change_id IS NOT NULL;
CREATE UNIQUE INDEX chain_redaction ON chain(redaction_id) WHERE redaction_id IS NOT NULL;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions
BEGIN SELECT RAISE(ABORT, 'versions is append only'); END;
CREATE TRIGGER versions_no_update BEFORE UPDATE OF id, article_id, number, seen_at, published_at, modified_at, language, word_count, extractor, capture_id ON versions
BEGIN SELECT RAISE(ABORT, 'versions is append only'); END;
CREATE TRIGGER versions_no_rewriting BEFORE UPDATE OF headline, standfirst, byline, body, content_sha256 ON versions
WHEN NOT (EXISTS (SELECT 1 FROM redactions WHERE article_id = OLD.article_id) AND NEW.headline IS '' AND NEW.standfirst IS '' AND NEW.byline IS '' AND NEW.body IS '' AND NEW.content_sha256 IS '')
BEGIN SELECT RAISE(ABORT, 'versions is append only'); END;
CREATE TRIGGER changes_no_delete BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'changes is append only'); END;
CREATE TRIGGER changes_no_update BEFORE UPDATE OF id, article_id, source_id, seen_at, kind, from_version_id, to_version_id, baseline, headline_changed, words_added, words_removed, nature, importance, numbers, names, quotes, negations, attributions, dates, silent, quiet, returns_to_version_id ON changes
BEGIN SELECT RAISE(ABORT, 'changes is append only'); END;
CREATE TRIGGER changes_no_rewriting BEFORE UPDATE OF summary, diff ON changes
WHEN NOT (EXISTS (SELECT 1 FROM redactions WHERE article_id = OLD.article_id) AND NEW.summary IS NULL AND NEW.diff IS NULL)
BEGIN SELECT RAISE(ABORT, 'changes is append only'); END;
CREATE TRIGGER captures_no_delete BEFORE DELETE ON captures
BEGIN SELECT RAISE(ABORT, 'captures is append only'); END;
CREATE TRIGGER captures_no_update BEFORE UPDATE OF id, fetched_at, status, file, offset, length, body_sha256 ON captures
BEGIN SELECT RAISE(ABORT, 'captures is append only'); END;
CREATE TRIGGER captures_no_rewriting BEFORE UPDATE OF url ON captures
WHEN NOT (EXISTS (SELECT 1 FROM redactions WHERE article_id IN (SELECT article_id FROM versions WHERE capture_id = OLD.id)) AND NEW.url = '')
BEGIN SELECT RAISE(ABORT, 'captures is append only'); END;
CREATE TRIGGER chain_no_delete BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'chain is append only'); END;
CREATE TRIGGER chain_no_update BEFORE UPDATE OF id, version_id, change_id, redaction_id, content_sha256, head ON chain
BEGIN SELECT RAISE(ABORT, 'chain is append only'); END;
CREATE TRIGGER chain_no_rewriting BEFORE UPDATE OF salt ON chain
WHEN NOT (EXISTS (SELECT 1 FROM redactions WHERE article_id = (SELECT article_id FROM versions WHERE versions.id = OLD.version_id) OR article_id = (SELECT article_id FROM changes WHERE changes.id = OLD.change_id)) AND NEW.salt = '')
BEGIN SELECT RAISE(ABORT, 'chain is append only'); END;
CREATE TRIGGER redactions_no_delete BEFORE DELETE ON redactions
BEGIN SELECT RAISE(ABORT, 'redactions is append only'); END;
CREATE TRIGGER redactions_no_update BEFORE UPDATE OF id, article_id, redacted_at, reason, version_count, change_count, capture_count ON redactions
BEGIN SELECT RAISE(ABORT, 'redactions is append only'); END;
CREATE TRIGGER redactions_no_rewriting BEFORE UPDATE OF finished_at ON redactions
WHEN NOT (OLD.finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'redactions is append only'); END;
CREATE INDEX changes_source_version ON changes(source_id, to_version_id);
CREATE INDEX versions_language ON versions(lower(substr(language, 1, instr(language || '-', '-') - 1)), id);

-- desk.db

CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_id INTEGER REFERENCES channels(id),
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT,
    next_look_at TEXT,
    last_look_at TEXT,
    last_success_at TEXT,
    last_failure_at TEXT,
    failure_count INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    entry_count INTEGER,
    first_seen_at TEXT NOT NULL,
    first_sight INTEGER NOT NULL CHECK (first_sight IN (0, 1)),
    baseline_done INTEGER NOT NULL DEFAULT 0 CHECK (baseline_done IN (0, 1)),
    UNIQUE (source_id, url)
) STRICT;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    url_key TEXT NOT NULL,
    url TEXT NOT NULL,
    channel_id INTEGER NOT NULL REFERENCES channels(id),
    title TEXT,
    published_at TEXT,
    updated_at TEXT,
    first_listed_at TEXT NOT NULL,
    last_listed_at TEXT NOT NULL,
    article_id INTEGER,
    due_at TEXT,
    baseline INTEGER NOT NULL CHECK (baseline IN (0, 1)),
    failure_count INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    news_at TEXT NOT NULL GENERATED ALWAYS AS (coalesce(published_at, updated_at, first_listed_at)) VIRTUAL,
    UNIQUE (source_id, url_key)
) STRICT;
CREATE TABLE hints (
    entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL REFERENCES channels(id),
    hint_sha256 TEXT NOT NULL,
    hinted_at TEXT,
    miss_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entry_id, channel_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE follows (
    article_id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
    due_at TEXT,
    hinted INTEGER NOT NULL DEFAULT 0 CHECK (hinted IN (0, 1)),
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT,
    published_at TEXT,
    first_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    check_count INTEGER NOT NULL DEFAULT 0,
    failure_count INTEGER NOT NULL DEFAULT 0,
    gone_at TEXT,
    suspect_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE source_state (
    source_id TEXT PRIMARY KEY,
    first_sight_at TEXT,
    failure_count INTEGER NOT NULL DEFAULT 0,
    not_before_at TEXT,
    reason TEXT,
    redesigned_at TEXT
) STRICT;
CREATE TABLE crawls (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    channels INTEGER NOT NULL DEFAULT 0,
    entries INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    suspects INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT
) STRICT;
CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE TABLE suspects (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawls(id) ON DELETE CASCADE,
    article_id INTEGER,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    signs TEXT NOT NULL,
    status INTEGER NOT NULL,
    body_sha256 TEXT
) STRICT;
CREATE TABLE readings (
    version_id INTEGER NOT NULL,
    extractor TEXT NOT NULL,
    made_at TEXT NOT NULL,
    story TEXT NOT NULL,
    blocks BLOB NOT NULL,
    PRIMARY KEY (version_id, extractor)
) STRICT;
CREATE TABLE site_pages (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    digests BLOB NOT NULL,
    UNIQUE (source_id, article_id)
) STRICT;
CREATE TABLE template_changes (
    article_id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL,
    seen_at TEXT NOT NULL
) STRICT;
CREATE TABLE cursors (name TEXT PRIMARY KEY, change_id INTEGER NOT NULL) STRICT;
CREATE TABLE fingerprints (
    version_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    story_id INTEGER NOT NULL,
    told_at TEXT NOT NULL,
    marks BLOB NOT NULL
) STRICT;
CREATE TABLE marks (
    mark INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    PRIMARY KEY (mark, version_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE watches (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    query TEXT NOT NULL,
    public INTEGER NOT NULL CHECK (public IN (0, 1)),
    since_change_id INTEGER NOT NULL,
    since_at TEXT NOT NULL,
    query_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE TABLE matches (
    watch_id TEXT NOT NULL REFERENCES watches(id),
    change_id INTEGER NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('report', 'edit', 'correction', 'removal', 'restoration')),
    matched TEXT NOT NULL,
    PRIMARY KEY (watch_id, change_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE bulletins (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    lines TEXT NOT NULL,
    made_at TEXT NOT NULL,
    queued_at TEXT
) STRICT;
CREATE TABLE conditions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    began_at TEXT NOT NULL,
    found_at TEXT NOT NULL,
    cleared_at TEXT,
    ended_at TEXT,
    began_bulletin_id INTEGER REFERENCES bulletins(id),
    ended_bulletin_id INTEGER REFERENCES bulletins(id)
) STRICT;
CREATE INDEX channels_due ON channels(source_id, next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX channels_parent ON channels(parent_id);
CREATE INDEX entries_fetch ON entries(source_id, baseline, news_at DESC, id) WHERE due_at IS NOT NULL;
CREATE INDEX entries_due ON entries(source_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX entries_baseline ON entries(source_id, coalesce(published_at, updated_at) DESC, id)
WHERE baseline = 1;
CREATE INDEX entries_channel ON entries(channel_id);
CREATE INDEX entries_article ON entries(article_id) WHERE article_id IS NOT NULL;
CREATE INDEX follows_due ON follows(source_id, hinted, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX follows_state ON follows(source_id, state, changed_at);
CREATE INDEX crawls_source ON crawls(source_id);
CREATE INDEX crawls_started ON crawls(started_at);
CREATE INDEX crawls_open ON crawls(id) WHERE ended_at IS NULL;
CREATE INDEX failures_crawl ON failures(crawl_id);
CREATE INDEX failures_source ON failures(source_id);
CREATE INDEX failures_at ON failures(at);
CREATE INDEX suspects_crawl ON suspects(crawl_id);
CREATE INDEX suspects_source ON suspects(source_id);
CREATE INDEX suspects_at ON suspects(at);
CREATE INDEX site_pages_seen ON site_pages(source_id, seen_at, id);
CREATE INDEX template_changes_seen ON template_changes(seen_at);
CREATE INDEX fingerprints_article ON fingerprints(article_id);
CREATE INDEX fingerprints_told ON fingerprints(told_at);
CREATE INDEX matches_change ON matches(change_id);
CREATE INDEX bulletins_made ON bulletins(made_at);
CREATE INDEX bulletins_waiting ON bulletins(id) WHERE queued_at IS NULL;
CREATE UNIQUE INDEX conditions_open ON conditions(kind, subject) WHERE ended_at IS NULL;
CREATE INDEX conditions_ended ON conditions(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX crawls_looked ON crawls(source_id, started_at, outcome);
CREATE INDEX entries_listed ON entries(source_id, first_listed_at, baseline);

-- subscribers.db

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    watch_id TEXT NOT NULL,
    destination TEXT NOT NULL,
    since_change_id INTEGER NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE destinations (
    name TEXT PRIMARY KEY,
    failure_count INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT,
    not_before_at TEXT,
    paused_at TEXT,
    reason TEXT
) STRICT;
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
) STRICT;
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
) STRICT;
CREATE TABLE last_told (
    subscription_id TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    version_id INTEGER NOT NULL,
    PRIMARY KEY (subscription_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE cursors (name TEXT PRIMARY KEY, change_id INTEGER NOT NULL) STRICT;
CREATE INDEX deliveries_open ON deliveries(destination, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_state ON deliveries(state, created_at);
CREATE INDEX deliveries_subscription ON deliveries(subscription_id, created_at);
CREATE INDEX deliveries_created ON deliveries(created_at);
CREATE INDEX delivery_items_waiting ON delivery_items(subscription_id, id)
WHERE delivery_id IS NULL AND left_out IS NULL;
CREATE INDEX delivery_items_delivery ON delivery_items(delivery_id);
CREATE INDEX delivery_items_article ON delivery_items(subscription_id, article_id);
CREATE INDEX delivery_items_story ON delivery_items(subscription_id, story_id, id) WHERE story_id IS NOT NULL;
CREATE INDEX delivery_items_left_out ON delivery_items(left_out) WHERE left_out IS NOT NULL;
