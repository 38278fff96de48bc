"""Clients of the items API: what they call, in which order, and with what."""

from typing import Final

from wellwired.model.plans import UsagePlan

from .asking import ITEM, Served

ROUTES: Final = ("GET /prod/items", "POST /prod/items", "GET /prod/items/1", "DELETE /prod/items/1")
PREFLIGHTS: Final = ("OPTIONS /prod/items", "OPTIONS /prod/items/1")
# A browser says neither who it is nor which key it has before it may call.
PREFLIGHT: Final = {
    "Authorization": "",
    "x-api-key": "",
    "Origin": "https://app.example.com",
    "Access-Control-Request-Method": "POST",
}


def call_every_route(served: Served) -> None:
    """A good client's calls, and a browser's preflights."""
    call_with_token(served)
    for route in PREFLIGHTS:
        served.ask(route, PREFLIGHT)


def call_with_token(served: Served) -> None:
    """One client on one route after the other."""
    for route in ROUTES:
        served.ask(route, body=ITEM if route.startswith("POST") else b"")


def list_items(served: Served) -> None:
    """One call."""
    served.ask("GET /prod/items")


def add_item(served: Served) -> None:
    """A call with a good body."""
    served.ask("POST /prod/items", body=ITEM)


def add_what_is_no_item(served: Served) -> None:
    """A call with a body that the model of items forbids."""
    served.ask("POST /prod/items", body=b'{"name": 7}')


def leave_a_header_out(served: Served) -> None:
    """A call without the header that the method requires."""
    served.ask("GET /prod/items/1")


def call_the_domain(served: Served) -> None:
    """A call of the custom domain, whose callers know of no stage."""
    served.ask("GET /items", {"Host": "api.example.com"})


def call_behind_a_busy_client(served: Served) -> None:
    """Somebody else calls more than a plan ought to let through; then this client calls once."""
    for _ in range(200):
        served.ask("GET /prod/items", key="other")
    served.forget()
    served.ask("GET /prod/items")


def call_behind_strangers(served: Served) -> None:
    """Strangers send preflights until nobody lets more of them through; then one call of this client."""
    while served.ask("OPTIONS /prod/items", PREFLIGHT).status != 429:
        pass
    served.forget()
    served.ask("GET /prod/items")


def use_the_plan(served: Served) -> None:
    """As many calls at once as the plan promises."""
    (plan,) = served.wiring.all(UsagePlan)
    throttle = plan.throttle.known()
    for _ in range(int(throttle.burst_limit.or_default(0)) if throttle else 0):
        served.ask("GET /prod/items")


def fail_in_every_way(served: Served) -> None:
    """No token, a function that raises, a quota used up, too many calls at once."""
    served.ask("GET /prod/items", {"Authorization": ""})
    for _ in range(120):
        served.ask("GET /prod/items")


def ask_for_two_callers(served: Served) -> None:
    """Two callers ask for the same."""
    for token in ("first", "second"):
        served.ask("GET /prod/items", {"Authorization": token})


def fetch_picture(served: Served) -> None:
    """A call that asks for the one type that the API knows as binary."""
    served.ask("GET /prod/items", {"Accept": "image/png"})
