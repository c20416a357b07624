"""What can be asked: one file per question, built from the log, dropped and built again at any time."""
