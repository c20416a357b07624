"""Django with django-simple-history or django-pghistory: what somebody would take instead."""
