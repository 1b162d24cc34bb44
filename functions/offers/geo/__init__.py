"""Geography: distances, geohashes and blocks of the map."""
