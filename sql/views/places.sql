-- Every place that figures can be placed in, with names in four languages.
CREATE OR REPLACE VIEW places AS
SELECT
    place_id,
    name,
    name_ar,
    name_en,
    name_fr,
    name_es,
    iso3,
    admin1,
    admin1_name,
    kind,
    accuracy,
    lat,
    lon,
    nullif(population, 0) AS population,
    geonames_id,
    source
FROM base.places;

COMMENT ON VIEW places IS 'Every place that figures can be placed in, with names in four languages.';
COMMENT ON COLUMN places.place_id IS 'Id of the place.';
COMMENT ON COLUMN places.name IS 'Name, in Latin letters where it has one.';
COMMENT ON COLUMN places.name_ar IS 'Name in Arabic.';
COMMENT ON COLUMN places.name_en IS 'Name in English.';
COMMENT ON COLUMN places.name_fr IS 'Name in French.';
COMMENT ON COLUMN places.name_es IS 'Name in Spanish.';
COMMENT ON COLUMN places.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN places.admin1 IS 'Code of the first-level administrative area.';
COMMENT ON COLUMN places.admin1_name IS 'Name of the first-level administrative area.';
COMMENT ON COLUMN places.kind IS 'country, region, admin1, admin2, town or site.';
COMMENT ON COLUMN places.accuracy IS 'How exact a figure placed here is: country, admin1, admin2, point or site.';
COMMENT ON COLUMN places.lat IS 'Latitude in degrees, WGS 84.';
COMMENT ON COLUMN places.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN places.population IS 'Inhabitants, for choosing between places of one name; not a figure of this store.';
COMMENT ON COLUMN places.geonames_id IS 'GeoNames id.';
COMMENT ON COLUMN places.source IS 'Where the record comes from.';
