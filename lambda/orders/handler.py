"""An API of orders: health, create, read, list. Replace it with your own, and keep the wrapper of the last function."""

import os
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from inputs import TOKEN_HEADER, next_token, read_after, read_body, read_limit, read_owner, take_client_token
from orders import ORDER_ID, Order, OrderNotFoundError, OrdersError, read_new_order
from problems import NO_ROUTE, headers_of, problem_of
from store import orders_table
from wellwired.runtime import PROBLEM_JSON, Problem, proxy_handler, to_json

HELP_URL = os.environ.get("HELP_URL")  # the page that explains the references of problems
ORIGINS = [origin for origin in os.environ.get("ALLOWED_ORIGINS", "").split(",") if origin]


def _cors() -> CORSConfig | None:
    if not ORIGINS:
        return None
    exposed = ["Location", "Retry-After", "x-amzn-RequestId"]
    return CORSConfig(ORIGINS[0], extra_origins=ORIGINS[1:], allow_headers=[TOKEN_HEADER], expose_headers=exposed)


app = APIGatewayRestResolver(cors=_cors(), serializer=to_json)
logger = Logger(service="orders")


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the function runs; the table is not asked, so that nobody can load it from here."""
    return {"status": "ok"}


@app.post("/orders")
def create_order() -> Response[str]:
    """Make an order; a repeated client token gets the first answer again."""
    event = app.current_event
    body = read_body(event)
    token = take_client_token(event, body)
    order = orders_table().create(read_owner(event), read_new_order(body), token)
    logger.info("order created", order_id=order.id)
    location = f"{event.request_context.path}/{order.id}"
    return Response(201, "application/json", to_json(order), headers={"Location": location})


@app.get("/orders/<order_id>")
def read_order(order_id: str) -> Order:
    """Return one order."""
    if not ORDER_ID.fullmatch(order_id):
        raise OrderNotFoundError
    return orders_table().read(read_owner(app.current_event), order_id)


@app.get("/orders")
def list_orders() -> dict[str, Any]:
    """Return a page of orders, newest first, and the token for the next page if there is one."""
    event = app.current_event
    orders, last = orders_table().page(read_owner(event), read_limit(event), read_after(event))
    return {"orders": orders, **({"next_token": next_token(last)} if last else {})}


@app.exception_handler(OrdersError)  # type: ignore[untyped-decorator]
def tell(error: OrdersError) -> Response[str]:
    """Tell the caller what is wrong."""
    return _answer(problem_of(error))


@app.not_found
def tell_no_route(_error: NotFoundError) -> Response[str]:
    """Answer for a route that API Gateway has and this function has not."""
    return _answer(NO_ROUTE)


def _answer(problem: Problem) -> Response[str]:
    link = f"{HELP_URL}#{problem.reference}" if HELP_URL else problem.type
    problem = replace(problem, type=link, request_id=app.current_event.request_context.request_id or "")
    return Response(problem.status, PROBLEM_JSON, problem.to_json(), headers=headers_of(problem))


@proxy_handler(help_url=HELP_URL, cors_origins=ORIGINS)
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request. The wrapper is outermost: whatever breaks below it, the client gets an answer."""
    return app.resolve(event, context)
