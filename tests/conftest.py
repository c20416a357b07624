"""What every test may ask for: data folder, databases, and the line about the real parts."""

pytest_plugins = [
    "tests.branch_coverage",
    "tests.scratch",
    "tests.real_parts",
    "tests.postgres",
    "tests.stores",
    "tests.browser.live",
    "tests.real_house",
    "tests.workplace",
]
