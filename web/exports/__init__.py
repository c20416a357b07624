"""Taking data out (Ausgeben): lists as streams, a referral as FHIR, appointments as a calendar. No page, no request."""
