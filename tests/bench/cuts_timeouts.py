"""Cuts in who waits for whom, and how long."""

from .draft import ADD, ROUTES, Draft
from .registry import ALL, PLAIN, also, cut

ABOVE = "Lambda Timeout 60 s above the 29 s integration limit (TimeoutInMillis removed)"
BELOW = "TimeoutInMillis 3000 below Lambda Timeout 15 s"
BEYOND = "TimeoutInMillis 60000 > 29000"
OMITTED = "Lambda Timeout omitted (3 s default)"
AUTHORIZER = "Authorizer Lambda Timeout 30 s above the 10 s authorizer limit"


def forget_integration_timeouts(draft: Draft) -> None:
    """Leave every integration with the 29 s it has by default."""
    for route in ROUTES:
        draft.integration(route).remove("TimeoutInMillis")


@cut("function-outlives-gateway", ABOVE, "504", *PLAIN)
def function_outlives_gateway(draft: Draft) -> None:
    forget_integration_timeouts(draft)
    draft.properties("handler")["Timeout"] = 60


@also("function-outlives-gateway", "sam")
def function_outlives_gateway_in_sam(draft: Draft) -> None:
    draft.properties("handler")["Timeout"] = 60


@cut("function-30-seconds", ABOVE, "504", *PLAIN, what="one second above: 30 s")
def function_30_seconds(draft: Draft) -> None:
    forget_integration_timeouts(draft)
    draft.properties("handler")["Timeout"] = 30


@also("function-30-seconds", "sam")
def function_30_seconds_in_sam_globals(draft: Draft) -> None:
    draft.forget("handler", "Timeout")
    draft.template["Globals"]["Function"]["Timeout"] = 30


@cut("function-outlives-integration", ABOVE, "504", *PLAIN, what="25 s above an integration's own limit")
def function_outlives_integration(draft: Draft) -> None:
    draft.properties("handler")["Timeout"] = 25


@cut("function-15-minutes", ABOVE, "504", *ALL, what="900 s, the longest there is")
def function_15_minutes(draft: Draft) -> None:
    draft.properties("handler")["Timeout"] = 900


@cut("integration-3-seconds", BELOW, "504", *PLAIN)
def integration_3_seconds(draft: Draft) -> None:
    draft.integration(ADD).set("TimeoutInMillis", 3000)


@cut("integration-60-seconds", BEYOND, "deploy", *PLAIN)
def integration_60_seconds(draft: Draft) -> None:
    draft.integration(ADD).set("TimeoutInMillis", 60000)


@cut("integration-29001", BEYOND, "deploy", *PLAIN, what="one millisecond too many")
def integration_29001(draft: Draft) -> None:
    draft.integration(ADD).set("TimeoutInMillis", 29001)


@cut("integration-in-seconds", BEYOND, "deploy", *PLAIN, what="29, as if it were seconds")
def integration_in_seconds(draft: Draft) -> None:
    draft.integration(ADD).set("TimeoutInMillis", 29)


@cut("function-timeout-omitted", OMITTED, "502", *ALL)
def function_timeout_omitted(draft: Draft) -> None:
    draft.forget("handler", "Timeout")


@cut("authorizer-30-seconds", AUTHORIZER, "500", *ALL)
def authorizer_30_seconds(draft: Draft) -> None:
    draft.properties("authorizer function")["Timeout"] = 30


@cut("authorizer-11-seconds", AUTHORIZER, "500", "handwritten", "sam", what="one second above")
def authorizer_11_seconds(draft: Draft) -> None:
    draft.properties("authorizer function")["Timeout"] = 11
