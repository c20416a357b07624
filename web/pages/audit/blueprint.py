"""The blueprint of the auditor's pages (Prüfung)."""

from flask import Blueprint

pages = Blueprint("audit", __name__)
