"""Documents of activation codes."""

from functions.kernel.database.documents import Collection
from functions.offers.codes.models import CodeClaim, FreeCode

free_codes = Collection("free_codes", FreeCode)


code_claims = Collection("code_claims", CodeClaim)
