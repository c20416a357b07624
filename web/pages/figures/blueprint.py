"""The blueprint of the figures (Zahlen): for coordination."""

from flask import Blueprint

pages = Blueprint("figures", __name__, url_prefix="/figures")
