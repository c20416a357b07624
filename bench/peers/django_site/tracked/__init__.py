"""Referrals whose history django-pghistory keeps."""
