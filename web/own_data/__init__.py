"""Own data (Auskunft, Art. 15 and 20 GDPR): everything about a person for herself, as a file and as a letter."""
