"""The Human Services Data Specification 3 (HSDS): directories of institutions, read and written."""
