"""In which of two ways the template says the routes of an API."""

from enum import Enum


class Definition(Enum):
    """How a route table becomes a template. What the API does is the same; docs/route-tables.md compares the two.

    METHODS: a resource for every path, method, model, validator, authorizer and gateway response. OPENAPI: all of them
    in the body of the RestApi, which takes no resource however many routes there are.
    """

    METHODS = "methods"
    OPENAPI = "openapi"
