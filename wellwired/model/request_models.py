"""The models of an API, which methods name for the bodies of their requests.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
"""

from wellwired.model.api import Model, RestApi
from wellwired.model.wiring import Wiring


def find_model(wiring: Wiring, api: RestApi, name: str) -> Model | None:
    """The model of an API that a method names, by reference or by its name; None where it is not among the nodes."""
    named = wiring.find(name, Model)
    if named is not None:
        return named
    return next((one for one in wiring.of_api(Model, api) if model_name(one) == name), None)


def model_name(model: Model) -> str:
    """The name that a method and other models call a model by."""
    return model.model_name.if_known() or model.name.rpartition("#")[2]
