"""The blueprint of the gatherings: for whoever holds them, and for coordination."""

from flask import Blueprint

pages = Blueprint("gatherings", __name__, url_prefix="/gatherings")
