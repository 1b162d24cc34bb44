"""Documents of favorites."""

from functions.kernel.database.documents import Collection
from functions.offers.favorites.models import Favorites

favorites = Collection("favorites", Favorites)
