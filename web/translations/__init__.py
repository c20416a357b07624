"""English for the German of pages and templates: one catalogue per area in `en/`, read at start."""
