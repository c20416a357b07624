"""What happens: the log, the decisions, the one door for changes."""
