"""The tables of the HSDS tabular data package, as far as a directory needs them."""

# name! required, name:type where it is not a plain string. `lotse_…` columns are ours: HSDS allows further fields.
_COLUMNS = {
    "organization": "id:uuid! name! alternate_name description! email:email website:uri"
    " parent_organization_id:uuid lotse_provider lotse_external_id",
    "service": "id:uuid! organization_id:uuid! name! alternate_name description url:uri email:email status!"
    " interpretation_services application_process fees_description wait_time eligibility_description"
    " minimum_age:number maximum_age:number assured_date:date alert lotse_external_id",
    "attribute": "id:uuid! link_id:uuid! taxonomy_term_id:uuid! link_type link_entity! value",
    "service_at_location": "id:uuid! service_id:uuid! location_id:uuid! description",
    "location": "id:uuid! location_type! url:uri organization_id:uuid name alternate_name description"
    " transportation latitude:number longitude:number external_identifier external_identifier_type"
    " lotse_place_id",
    "phone": "id:uuid! location_id:uuid service_id:uuid organization_id:uuid contact_id:uuid"
    " service_at_location_id:uuid number! extension:number type description",
    "contact": "id:uuid! organization_id:uuid service_id:uuid service_at_location_id:uuid location_id:uuid"
    " title department email:email",
    "address": "id:uuid! location_id:uuid address_1! address_2 city! region state_province! postal_code! country!"
    " address_type! lotse_assumed",
    "schedule": "id:uuid! service_id:uuid location_id:uuid service_at_location_id:uuid valid_from:date"
    " valid_to:date dtstart:date timezone:number until:date count:number wkst freq interval:number byday byweekno"
    " bymonthday byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes"
    " lotse_time_zone",
    "service_area": "id:uuid! service_id:uuid name description",
    "required_document": "id:uuid! service_id:uuid document uri:uri",
    "language": "id:uuid! service_id:uuid location_id:uuid phone_id:uuid name code note",
    "accessibility": "id:uuid! location_id:uuid description details url:uri",
    "taxonomy_term": "id:uuid! code name! description! taxonomy taxonomy_id:uuid",
    "taxonomy": "id:uuid! name! description!",
    "service_capacity": "id:uuid! service_id:uuid! unit_id:uuid available:number maximum:number description"
    " updated:datetime",
    "unit": "id:uuid! name!",
}

FILES = {
    "organization": "organizations.csv",
    "service": "services.csv",
    "attribute": "attributes.csv",
    "service_at_location": "service_at_location.csv",
    "location": "locations.csv",
    "phone": "phones.csv",
    "contact": "contacts.csv",
    "address": "addresses.csv",
    "schedule": "schedules.csv",
    "service_area": "service_areas.csv",
    "required_document": "required_documents.csv",
    "language": "languages.csv",
    "accessibility": "accessibility.csv",
    "taxonomy_term": "taxonomy_terms.csv",
    "taxonomy": "taxonomies.csv",
    "service_capacity": "service_capacity.csv",
    "unit": "units.csv",
}

# Which list of a nested object holds the rows of which table, and by which column they name that object.
LISTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "organization": (
        ("phones", "phone", "organization_id"),
        ("contacts", "contact", "organization_id"),
        ("locations", "location", "organization_id"),
    ),
    "service": (
        ("phones", "phone", "service_id"),
        ("contacts", "contact", "service_id"),
        ("schedules", "schedule", "service_id"),
        ("languages", "language", "service_id"),
        ("service_areas", "service_area", "service_id"),
        ("required_documents", "required_document", "service_id"),
        ("capacities", "service_capacity", "service_id"),
        ("attributes", "attribute", "link_id"),
        ("service_at_locations", "service_at_location", "service_id"),
    ),
    "service_at_location": (
        ("phones", "phone", "service_at_location_id"),
        ("contacts", "contact", "service_at_location_id"),
        ("schedules", "schedule", "service_at_location_id"),
    ),
    "location": (
        ("addresses", "address", "location_id"),
        ("languages", "language", "location_id"),
        ("phones", "phone", "location_id"),
        ("contacts", "contact", "location_id"),
        ("accessibility", "accessibility", "location_id"),
        ("schedules", "schedule", "location_id"),
    ),
    "phone": (("languages", "language", "phone_id"),),
    "contact": (("phones", "phone", "contact_id"),),
}

# Which single object of a nested object stands in which table, and in which column its id is.
SINGLES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "service_at_location": (("location", "location", "location_id"),),
    "attribute": (("taxonomy_term", "taxonomy_term", "taxonomy_term_id"),),
    "service_capacity": (("unit", "unit", "unit_id"),),
}


def columns(table: str) -> dict[str, tuple[str, bool]]:
    """The columns of a table: name → (type, required); types uuid, uri, email, number, date, time, datetime, string."""
    found = {}
    for word in _COLUMNS[table].split():
        name, _, kind = word.rstrip("!").partition(":")
        found[name] = (kind or "string", word.endswith("!"))
    return found


def table_of(name: str) -> str | None:
    """The table that a resource or file name means: `organization`, `organizations` or `organizations.csv`."""
    for table, file in FILES.items():
        if name in (table, file, file.removesuffix(".csv")):
            return table
    return None
