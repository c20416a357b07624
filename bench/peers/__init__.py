"""Peers (Vergleiche): small honest programs that do the same work in another way."""
