"""Routes that create, list and revoke API keys."""

import secrets

from functions.accounts.api_keys import rules, service
from functions.accounts.api_keys.schemas import ApiKeyBody, ApiKeysView, ApiKeyView
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers.models import ApiKey
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.route import Who


@routes.post(
    "/v1/offerers/{siren}/api-keys",
    who=Who.MEMBER,
    status=201,
    refusals=(
        offerers_rules.UnknownOfferer,
        *offerers_rules.MEMBER_ONLY,
        rules.TooManyApiKeys,
        rules.SecretShownBefore,
    ),
)
def create_api_key(call: Call, siren: str, body: ApiKeyBody) -> ApiKeyView:
    """Create an API key; its secret is shown only once."""
    prefix, secret = new_id()[:8], secrets.token_hex(32)
    key = ApiKey(
        prefix=prefix,
        siren=siren,
        secret_digest=offerers_rules.digest(secret),
        created_at=call.now,
        scopes=tuple(dict.fromkeys(body.scopes)),
    )

    def create(work: UnitOfWork) -> ApiKeyView:
        service.add_api_key(work, key, caller_id=call.caller.uid)
        return ApiKeyView(prefix=prefix, scopes=list(key.scopes), secret=f"{prefix}_{secret}")

    return call.commit_unkept(create, repeat=_refuse_to_show_again)


@routes.get(
    "/v1/offerers/{siren}/api-keys",
    who=Who.MEMBER,
    refusals=(offerers_rules.UnknownOfferer, *offerers_rules.MEMBER_ONLY),
)
def list_api_keys(call: Call, siren: str) -> ApiKeysView:
    """List an offerer's API keys, with their makers and last use."""
    keys = call.read(lambda work: service.api_keys_of(work, siren, caller_id=call.caller.uid))
    makers = call.platform.identity.find_all({key.made_by for key in keys if key.made_by})
    return ApiKeysView.of(keys, makers)


def _refuse_to_show_again(work: UnitOfWork) -> ApiKeyView:  # noqa: ARG001
    raise rules.SecretShownBefore


@routes.delete(
    "/v1/offerers/{siren}/api-keys/{prefix}",
    who=Who.MEMBER,
    refusals=(offerers_rules.UnknownOfferer, *offerers_rules.MEMBER_ONLY, rules.UnknownApiKey),
)
def revoke_api_key(call: Call, siren: str, prefix: str) -> Removed:
    """Revoke an API key."""

    def revoke(work: UnitOfWork) -> Removed:
        service.revoke_api_key(work, siren, prefix, caller_id=call.caller.uid)
        return Removed()

    return call.commit(revoke)
