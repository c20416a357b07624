"""Plots (Schaubilder): from numbers to coordinates, so that a template only has to draw; no page, no database.

Widths are in percent and heights in pixels: a plot is as wide as its place, and its letters stay as large as the text.
"""
