"""Files of GIS programs: recognised by their content, unpacked, translated into GeoJSON by a process of its own."""
