"""Operations: is the process alive, and is its store fit to be served?"""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from app.api import shapes
from app.api.answers import json_answer, store
from app.api.parameters import StrictRoute
from app.api.problems import documented
from app.errors import RepeatedParameter, UnknownParameter
from app.render.values import encode

router = APIRouter(route_class=StrictRoute, tags=["operations"])


@router.get(
    "/healthz",
    summary="Whether the process answers",
    operation_id="get_health",
    response_model=shapes.Health,
    responses=documented(UnknownParameter, RepeatedParameter),
)
async def health() -> Response:
    return json_answer(encode({"status": "ok"}))


@router.get(
    "/readyz",
    summary="Whether a proved store is being served, and which",
    operation_id="get_readiness",
    response_model=shapes.Readiness,
    responses=documented(UnknownParameter, RepeatedParameter),
)
async def readiness(request: Request) -> Response:
    return json_answer(encode({"status": "ready", "dataset": store(request).digest}))


@router.get("/", include_in_schema=False)
async def front() -> Response:
    """Until a visitor says what they want, the documentation is the best answer."""
    return RedirectResponse("docs")
