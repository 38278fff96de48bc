"""What a caller is told when something is wrong, as problem details: status, reference, and what to do."""

from orders import InvalidRequestError, OrderNotFoundError, OrdersError, StillWorkingError, TokenReusedError
from wellwired.runtime import Problem

NO_ROUTE = Problem(status=404, reference="ORDERS-404-NO-ROUTE", detail="There is no such route.")


def problem_of(error: OrdersError) -> Problem:
    """Return what the caller is told."""
    match error:
        case InvalidRequestError(faults=faults):
            return Problem(
                status=400,
                reference="ORDERS-400-INVALID",
                detail=" ".join(f"{fault.field} {fault.detail}." for fault in faults),
                extensions={"errors": faults},
            )
        case OrderNotFoundError():
            return Problem(status=404, reference="ORDERS-404-NO-ORDER", detail="There is no order with this id.")
        case TokenReusedError():  # the first order as the answer would hide that this one was never made
            return Problem(
                status=409,
                reference="ORDERS-409-TOKEN-REUSED",
                detail="This client token was used before, for another order. Send a new token with a new order.",
            )
        case StillWorkingError():
            return Problem(
                status=503,
                reference="ORDERS-503-STILL-WORKING",
                detail="A request with this client token is being worked on. Repeat this one in a moment.",
            )
    raise error  # an OrdersError without a case here is a fault of ours


def headers_of(problem: Problem) -> dict[str, str]:
    """Return the headers that go with a problem."""
    return {"Retry-After": "1"} if problem.status == 503 else {}
