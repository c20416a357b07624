"""The auditor's bundle (Prüfbündel): everything needed to check the log without the software that wrote it."""
