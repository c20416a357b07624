"""Bench (Messstand): how fast Lotse is, against what, in one command: `make bench`."""
