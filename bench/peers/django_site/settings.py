"""Settings: SQLite or PostgreSQL by BENCH_DATABASE, the kind of history by BENCH_HISTORY (simple, tracked).

Fewer layers than a site of this kind has (no session, no sign-in, no CSRF token): what is compared is the history.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

HISTORY = os.environ["BENCH_HISTORY"]
SECRET_KEY = "only measured, never served"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.peers.django_site.views"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION = ["django.contrib.contenttypes", "django.contrib.auth"]
KINDS = {
    "simple": ["simple_history", "bench.peers.django_site.simple"],
    "tracked": ["pgtrigger", "pghistory", "bench.peers.django_site.tracked"],
}
INSTALLED_APPS = [*AUTHENTICATION, *KINDS[HISTORY]]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent],
    }
]


def _database(place: str) -> dict[str, Any]:
    if not place.startswith("postgresql:"):
        durable = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        options = {"init_command": durable, "transaction_mode": "IMMEDIATE", "timeout": 20}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": place, "OPTIONS": options}
    parts = urlsplit(place)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "HOST": query["host"][0],
        "PORT": query["port"][0],
        "USER": parts.username or "postgres",
    }


DATABASES = {"default": {**_database(os.environ["BENCH_DATABASE"]), "CONN_MAX_AGE": None}}
