"""Favourites: the offers that a beneficiary keeps."""

from functions.accounts.rules import BeneficiaryOnly
from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.offers import rules, service
from functions.offers.finding_wire import FavoritesView, FavoriteView
from functions.offers.routes import routes
from functions.offers.store import favorites_of, offers, peek_stocks
from functions.offers.wire import Done, OfferView


@routes.put(
    "/v1/me/favorites/{offer_id}",
    who=Who.BENEFICIARY,
    refusals=(BeneficiaryOnly, rules.UnknownOffer, rules.TooManyFavorites),
)
def add_favorite(call: Call, offer_id: str) -> Done:
    """Keep an offer."""

    def add(work: UnitOfWork) -> Done:
        work.prefetch(beneficiaries.ref(call.caller.uid))
        get_beneficiary(work, call.caller.uid)
        service.add_favorite(work, offer_id, beneficiary_id=call.caller.uid, now=call.now)
        return Done(status="added")

    return call.commit(add)


@routes.delete("/v1/me/favorites/{offer_id}", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def remove_favorite(call: Call, offer_id: str) -> Done:
    """Keep an offer no longer."""

    def remove(work: UnitOfWork) -> Done:
        get_beneficiary(work, call.caller.uid)
        service.remove_favorite(work, offer_id, beneficiary_id=call.caller.uid)
        return Done(status="removed")

    return call.commit(remove)


@routes.get("/v1/me/favorites", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_favorites(call: Call) -> FavoritesView:
    """List what the caller keeps, newest first."""

    def read(work: UnitOfWork) -> FavoritesView:
        get_beneficiary(work, call.caller.uid)
        kept = favorites_of(work, call.caller.uid, limit=rules.MOST_FAVORITES)
        work.prefetch(*(offers.ref(favorite.offer_id) for favorite in kept))
        found = {f.offer_id: offers.peek(work, f.offer_id) for f in kept}
        of_each = peek_stocks(work, [offer for offer in found.values() if offer is not None])
        return FavoritesView(
            items=[
                FavoriteView(
                    offer_id=favorite.offer_id,
                    added_at=favorite.added_at,
                    offer=OfferView.of(offer, of_each[offer.id], now=call.now),
                )
                for favorite in kept
                if (offer := found[favorite.offer_id]) is not None
            ]
        )

    return call.read(read)
