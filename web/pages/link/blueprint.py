"""The blueprint of the pages of a link; its name is the audience `web.audience.LINK`."""

from flask import Blueprint, Response

pages = Blueprint("link", __name__)


@pages.after_request
def _no_search_engine(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
