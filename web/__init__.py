"""Who sees what: the pages, their forms and rules, and the command line."""
