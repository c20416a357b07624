"""Referrals whose history django-simple-history keeps."""
