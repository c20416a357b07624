"""Hello (Gruß): what Flask costs when it does nothing."""

from flask import Flask


def build() -> Flask:
    """The page of Flask's own tutorial."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "<p>Hello, World!</p>"

    return app
