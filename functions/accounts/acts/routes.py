"""Routes that list the acts of administrators, and add comments."""

from operator import attrgetter

from functions.accounts.acts.rules import UnknownTarget
from functions.accounts.acts.schemas import ActsQuery, ActsView, ActView, CommentBody, CommentView
from functions.accounts.acts.service import target_of
from functions.accounts.acts.store import acts_found
from functions.accounts.routes import routes
from functions.kernel.admin_roles import AdminRole
from functions.kernel.administrators import check_admin
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who


@routes.get("/v1/acts", who=Who.OFFICE, refusals=(UnknownTarget,))
def list_acts(call: Call, query: ActsQuery) -> ActsView:
    """List acts, newest first: on a thing, of the caller, or for administrators of anybody."""
    uid, list_id = call.caller.uid, call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)
    roles: tuple[AdminRole, ...] = ("administrator",)
    if query.target is not None:
        roles = target_of(query.target)[1]

    def read(work: UnitOfWork) -> ActsView:
        if query.target is not None or query.by != uid:
            check_admin(work, uid, *roles)
        found = acts_found(
            work, by=query.by, target=query.target, after=after, page=query.page_size + 1
        )
        page, token = cut_page(found, query.page_size, attrgetter("at", "id"), of_list=list_id)
        return ActsView(items=[ActView.of(act) for act in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/comments", who=Who.OFFICE, status=201, refusals=(UnknownTarget,), acts_on=BY_HANDLER
)
def add_comment(call: Call, body: CommentBody) -> CommentView:
    """Add a comment on a thing: an act that changes nothing."""
    target, roles = target_of(body.target)

    def add(work: UnitOfWork) -> CommentView:
        check_admin(work, call.caller.uid, *roles)
        if work.find(target) is None:
            raise UnknownTarget
        return CommentView.model_validate(call.act(work, target))

    return call.commit(add)
