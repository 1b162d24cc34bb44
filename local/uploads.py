"""The local stand-in for Cloud Storage: signed uploads and public files over HTTP."""

import flask
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed

from functions.kernel.errors import NotFound, Refusal, Unavailable, WrongMethod
from functions.kernel.files import CACHE_FOR_EVER, FileMissing
from functions.kernel.files.folder import FolderFiles
from functions.kernel.files.upload_urls import UploadTooSmall
from functions.kernel.logs import log
from functions.kernel.problems import broken, problem, unavailable


def uploads_app(files: FolderFiles) -> flask.Flask:
    """Return the app that serves the URLs of `files`."""
    app = flask.Flask("uploads", static_folder=None)
    app.url_map.merge_slashes = False

    @app.put("/local/uploads/<path:path>")
    def receive(path: str) -> flask.Response:
        request = flask.request
        try:
            files.receive(
                path,
                request.args,
                content_type=request.headers.get("Content-Type", ""),
                content_length=request.content_length,
                body=request.stream,
            )
        except ClientDisconnected as broken_off:
            raise UploadTooSmall from broken_off
        return flask.Response(status=200)

    @app.get("/local/public/<path:path>")
    def show(path: str) -> flask.Response:
        try:
            file = files.open_public(path)
        except FileMissing as missing:
            raise NotFound from missing
        response = flask.Response(file.content, content_type=file.content_type)
        response.headers["Cache-Control"] = CACHE_FOR_EVER
        response.set_etag(file.etag)
        response.make_conditional(flask.request)
        return response

    @app.errorhandler(Refusal)
    def refuse(refusal: Refusal) -> flask.Response:
        return problem(refusal)

    @app.errorhandler(Unavailable)
    def not_now(full: Unavailable) -> flask.Response:
        log.error("upload_fault", fault=full)
        return unavailable()

    @app.errorhandler(404)
    def no_route(_: HTTPException) -> flask.Response:
        return problem(NotFound())

    @app.errorhandler(405)
    def wrong_method(refused: MethodNotAllowed) -> flask.Response:
        return problem(WrongMethod(allowed=sorted(refused.valid_methods or ())))

    @app.errorhandler(Exception)
    def fail(fault: Exception) -> flask.Response:
        log.error("upload_fault", fault=fault)
        return broken()

    return app
