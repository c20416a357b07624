"""The blueprint of the participations: for whoever carries the persons, and for coordination."""

from flask import Blueprint

pages = Blueprint("participations", __name__, url_prefix="/participations")
