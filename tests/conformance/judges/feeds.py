"""Reads feeds as programs of readers do, with feedparser: prints a JSON object per feed with what it found.

usage: feeds.py BASE_URL PATH...
"""

import json
import sys
import urllib.request

import feedparser

base, paths = sys.argv[1], sys.argv[2:]
for path in paths:
    with urllib.request.urlopen(base + path) as answer:
        body, headers = answer.read(), {name.lower(): value for name, value in answer.headers.items()}
    feed = feedparser.parse(body, response_headers={**headers, "content-location": base + path})
    print(json.dumps({
        "path": path,
        "version": feed.version,
        "bozo": int(feed.bozo),
        "why": str(feed.get("bozo_exception", "")),
        "title": feed.feed.get("title", ""),
        "language": feed.feed.get("language", ""),
        "entries": [
            {
                "id": entry.get("id", ""),
                "title": entry.get("title", ""),
                "link": entry.get("link", ""),
                "published": bool(entry.get("published_parsed")),
                "authors": [author.get("name", "") for author in entry.get("authors", [])],
                "tags": [tag.get("term", "") for tag in entry.get("tags", [])],
                "media": len(entry.get("media_content", [])),
            }
            for entry in feed.entries
        ],
    }))
