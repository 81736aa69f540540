"""Metres between places of the city. No Django.

Degrees are WGS84, always longitude before latitude.
"""

import math

# The Earth as a sphere is exact to 0.3 % here, which is 15 cm at 50 m; the scale is fixed at Plzeň's latitude, where
# 10 km to the north or south change it by another 0.2 %.
_METRES_PER_DEGREE = 111_195.0
_LATITUDE = 49.745
# Metres per degree of longitude and of latitude.
SCALE = (_METRES_PER_DEGREE * math.cos(math.radians(_LATITUDE)), _METRES_PER_DEGREE)


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres between two points of the city."""
    return math.hypot((lon1 - lon2) * SCALE[0], (lat1 - lat2) * SCALE[1])
