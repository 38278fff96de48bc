"""Cuts in the tree of resources, in what a deployment holds and in the stage that shows it."""

import copy

from .draft import ADD, GET, PREFLIGHT, Draft, ref
from .registry import ALL, PLAIN, RESOURCES, also, cut

NO_WAIT = "Deployment without DependsOn"
MISSES = "Deployment DependsOn misses ItemsPost"
OTHER = "Stage uses a Deployment of another RestApi"
BOTH = "Deployment also creates StageName prod beside the Stage resource"
NAME = "Stage name with an illegal character (prod.v1)"
RESPONSES = "Deployment DependsOn misses the GatewayResponses"
SLASH = "PathPart contains a slash (items/{id})"
TWICE = "Two Method resources for GET /items"
NO_STAGE = "RestApi/Deployment without any Stage"


def add_other_api(draft: Draft) -> None:
    """A second, sound API with one route."""
    draft.add("OtherApi", "AWS::ApiGateway::RestApi", {"Name": "health-api"})
    draft.add(
        "OtherGet",
        "AWS::ApiGateway::Method",
        {
            "RestApiId": ref("OtherApi"),
            "ResourceId": {"Fn::GetAtt": ["OtherApi", "RootResourceId"]},
            "HttpMethod": "GET",
            "AuthorizationType": "AWS_IAM",
            "Integration": {
                "Type": "MOCK",
                "RequestTemplates": {"application/json": '{"statusCode": 200}'},
                "IntegrationResponses": [{"StatusCode": "200"}],
            },
            "MethodResponses": [{"StatusCode": "200"}],
        },
    )
    draft.add("OtherDeployment", "AWS::ApiGateway::Deployment", {"RestApiId": ref("OtherApi")}, DependsOn="OtherGet")


@cut("deployment-waits-for-nothing", NO_WAIT, "deploy, 403", *RESOURCES)
def deployment_waits_for_nothing(draft: Draft) -> None:
    del draft.resource("deployment")["DependsOn"]


@cut("deployment-waits-for-resources", NO_WAIT, "deploy, 403", "handwritten", what="waits for resources, not methods")
def deployment_waits_for_resources(draft: Draft) -> None:
    draft.resource("deployment")["DependsOn"] = ["ItemsResource", "ItemResource", "Default4xx", "Default5xx"]


@cut("deployment-misses-post", MISSES, "403", *RESOURCES)
def deployment_misses_post(draft: Draft) -> None:
    draft.resource("deployment")["DependsOn"].remove(draft.id(ADD))


@cut("deployment-misses-preflight", MISSES, "403 on OPTIONS", *RESOURCES, what="misses OPTIONS /items")
def deployment_misses_preflight(draft: Draft) -> None:
    draft.resource("deployment")["DependsOn"].remove(draft.id(PREFLIGHT))


@cut("deployment-waits-for-one", MISSES, "403", *RESOURCES, what="waits for one method only")
def deployment_waits_for_one(draft: Draft) -> None:
    kept = [draft.id(GET), draft.id("default 4xx"), draft.id("default 5xx")]
    draft.resource("deployment")["DependsOn"] = kept


@cut("deployment-of-another-api", OTHER, "deploy", *PLAIN)
def deployment_of_another_api(draft: Draft) -> None:
    add_other_api(draft)
    draft.properties("stage")["DeploymentId"] = ref("OtherDeployment")


@cut("deployment-for-another-api", OTHER, "deploy", *PLAIN, what="the deployment itself names the other API")
def deployment_for_another_api(draft: Draft) -> None:
    add_other_api(draft)
    draft.properties("deployment")["RestApiId"] = ref("OtherApi")


@cut("deployment-makes-the-stage", BOTH, "deploy", *PLAIN)
def deployment_makes_the_stage(draft: Draft) -> None:
    draft.properties("deployment")["StageName"] = "prod"


@cut("stage-twice", BOTH, "deploy", *PLAIN, what="two stage resources of one name")
def stage_twice(draft: Draft) -> None:
    twin = copy.deepcopy(draft.resource("stage"))
    twin.pop("Metadata", None)
    draft.resources["SecondStage"] = twin


@cut("stage-with-a-dot", NAME, "deploy", *ALL)
def stage_with_a_dot(draft: Draft) -> None:
    draft.properties("stage")["StageName"] = "prod.v1"


@cut("stage-with-a-slash", NAME, "deploy", *ALL, what="prod/v1")
def stage_with_a_slash(draft: Draft) -> None:
    draft.properties("stage")["StageName"] = "prod/v1"


@cut("stage-dollar-default", NAME, "deploy", *ALL, what="$default, which is for HTTP APIs")
def stage_dollar_default(draft: Draft) -> None:
    draft.properties("stage")["StageName"] = "$default"


@cut("stage-name-by-parameter", NAME, "deploy", "handwritten", what="the parameter's default holds a space")
def stage_name_by_parameter(draft: Draft) -> None:
    draft.template["Parameters"]["StageName"] = {"Type": "String", "Default": "prod v1"}


@cut("deployment-misses-gateway-responses", RESPONSES, "gateway responses missing", *RESOURCES)
def deployment_misses_gateway_responses(draft: Draft) -> None:
    waits = draft.resource("deployment")["DependsOn"]
    waits.remove(draft.id("default 4xx"))
    waits.remove(draft.id("default 5xx"))


@cut("deployment-misses-one-gateway-response", RESPONSES, "5xx without CORS", *RESOURCES, what="misses DEFAULT_5XX")
def deployment_misses_one_gateway_response(draft: Draft) -> None:
    draft.resource("deployment")["DependsOn"].remove(draft.id("default 5xx"))


@cut("path-with-slash", SLASH, "deploy", *RESOURCES)
def path_with_slash(draft: Draft) -> None:
    item = draft.properties("item")
    item["ParentId"] = copy.deepcopy(draft.properties("items")["ParentId"])
    item["PathPart"] = "items/{id}"


@cut("path-with-leading-slash", SLASH, "deploy", *RESOURCES, what="/items")
def path_with_leading_slash(draft: Draft) -> None:
    draft.properties("items")["PathPart"] = "/items"


@cut("path-half-a-variable", SLASH, "deploy", *RESOURCES, what="{id without its end")
def path_half_a_variable(draft: Draft) -> None:
    draft.properties("item")["PathPart"] = "{id"


@cut("path-with-space", SLASH, "deploy", *RESOURCES, what="a space in the path")
def path_with_space(draft: Draft) -> None:
    draft.properties("items")["PathPart"] = "all items"


@cut("path-variable-twice", TWICE, "deploy", *RESOURCES, what="{id} and {itemId} under one parent")
def path_variable_twice(draft: Draft) -> None:
    twin = {**copy.deepcopy(draft.properties("item")), "PathPart": "{itemId}"}
    draft.add("ItemByItemId", "AWS::ApiGateway::Resource", twin)


@also("path-variable-twice", "openapi")
def path_variable_twice_in_body(draft: Draft) -> None:
    paths = draft.body["paths"]
    twin = copy.deepcopy(paths["/items/{id}"])
    twin["parameters"][0]["name"] = "itemId"
    for verb in ("get", "options"):
        twin[verb]["operationId"] += "Again"
    paths["/items/{itemId}"] = {name: twin[name] for name in ("parameters", "get", "options")}
    del paths["/items/{id}"]["get"]


@cut("path-twice", TWICE, "deploy", *RESOURCES, what="two resources of one path")
def path_twice(draft: Draft) -> None:
    draft.add("ItemsAgain", "AWS::ApiGateway::Resource", copy.deepcopy(draft.properties("items")))


@cut("path-below-greedy", TWICE, "deploy", *RESOURCES, what="a child below {proxy+}")
def path_below_greedy(draft: Draft) -> None:
    draft.properties("items")["PathPart"] = "{proxy+}"


@cut("path-in-another-api", OTHER, "deploy", *RESOURCES, what="a method on a resource of another API")
def path_in_another_api(draft: Draft) -> None:
    add_other_api(draft)
    draft.method(ADD)["RestApiId"] = ref("OtherApi")


@cut("path-parent-in-another-api", OTHER, "deploy", *RESOURCES, what="a path whose parent is another API's root")
def path_parent_in_another_api(draft: Draft) -> None:
    add_other_api(draft)
    draft.properties("items")["ParentId"] = {"Fn::GetAtt": ["OtherApi", "RootResourceId"]}


@cut("method-twice", TWICE, "deploy", *RESOURCES)
def method_twice(draft: Draft) -> None:
    draft.add("ItemsGetAgain", "AWS::ApiGateway::Method", copy.deepcopy(draft.method("GET /items")))
    draft.resource("deployment")["DependsOn"].append("ItemsGetAgain")


@also("method-twice", "sam")
def method_twice_in_sam(draft: Draft) -> None:
    events = draft.properties("handler")["Events"]
    events["ListAgain"] = copy.deepcopy(events["List"])


@cut("stage-missing", NO_STAGE, "API unreachable", *PLAIN)
def stage_missing(draft: Draft) -> None:
    stage = draft.id("stage")

    def forget(value: object) -> object:
        if value == {"Ref": stage}:
            return "prod"
        if isinstance(value, dict):
            return {key: forget(each) for key, each in value.items()}
        if isinstance(value, list):
            return [forget(each) for each in value]
        return value.replace(f"${{{stage}}}", "prod") if isinstance(value, str) else value

    del draft.resources[stage]
    draft.stop_waiting_for(stage)
    changed = forget(draft.template)
    assert isinstance(changed, dict)
    draft.template = changed


@cut("stage-and-deployment-missing", NO_STAGE, "API unreachable", *PLAIN, what="the deployment is gone too")
def stage_and_deployment_missing(draft: Draft) -> None:
    stage_missing(draft)
    draft.drop(draft.id("deployment"))
