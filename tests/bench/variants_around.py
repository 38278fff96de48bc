"""Good variants of what stands around an API: alarms, domains, policies, other APIs."""

import copy
from typing import Any

from .draft import DELETE, GET, ITEM_PREFLIGHT, LIST, Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, RESOURCES
from .variants import harmless

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
SOURCE = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/%s"
TOPICS = ("handwritten", "cdk", "sam")


@harmless("function-not-behind-the-api", *ALL)
def function_not_behind_the_api(draft: Draft) -> None:
    properties = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Role": "arn:aws:iam::111122223333:role/reports",
        "Timeout": 600,
        "MemorySize": 1024,
        "Code": {"ZipFile": "def handler(event, context):\n    return {'done': True}\n"},
    }
    draft.add("NightlyReport", "AWS::Lambda::Function", properties)


@harmless("http-api-beside", *ALL)
def http_api_beside(draft: Draft) -> None:
    draft.add("HttpApi", "AWS::ApiGatewayV2::Api", {"Name": "items-http", "ProtocolType": "HTTP"})
    stage = {"ApiId": ref("HttpApi"), "StageName": "$default", "AutoDeploy": True}
    draft.add("HttpStage", "AWS::ApiGatewayV2::Stage", stage)
    target = arn_of(draft.id("handler"))
    integration = {
        "ApiId": ref("HttpApi"),
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": target,
        "PayloadFormatVersion": "1.0",
    }
    draft.add("HttpIntegration", "AWS::ApiGatewayV2::Integration", integration)
    alarm = copy.deepcopy(draft.properties("ServerErrors"))
    alarm.update(MetricName="5xx", Dimensions=[{"Name": "ApiId", "Value": ref("HttpApi")}])
    alarm.update(Statistic="Sum", Threshold=5)
    draft.add("HttpServerErrors", "AWS::CloudWatch::Alarm", alarm)


@harmless("web-socket-api-beside", *ALL)
def web_socket_api_beside(draft: Draft) -> None:
    socket = {"Name": "items-live", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
    draft.add("SocketApi", "AWS::ApiGatewayV2::Api", socket)
    draft.add("SocketStage", "AWS::ApiGatewayV2::Stage", {"ApiId": ref("SocketApi"), "StageName": "live"})


@harmless("pager-hears-a-composite", *TOPICS)
def pager_hears_a_composite(draft: Draft) -> None:
    parts = ("ServerErrors", "HandlerErrors", "HandlerThrottles")
    actions = draft.properties(parts[0])["AlarmActions"]
    for part in parts:
        draft.properties(part).pop("AlarmActions")
        draft.properties(part).pop("OKActions", None)
    rule = " OR ".join(f'ALARM("${{{draft.id(part)}}}")' for part in parts)
    properties = {"AlarmName": "items-page", "AlarmRule": sub(rule), "AlarmActions": actions}
    draft.add("Pager", "AWS::CloudWatch::CompositeAlarm", properties)


@harmless("alarm-by-metric-math", *ALL)
def alarm_by_metric_math(draft: Draft) -> None:
    alarm = draft.properties("ServerErrors")
    dimensions = alarm.pop("Dimensions")
    period = alarm.pop("Period")
    for name in ("Namespace", "MetricName", "Statistic"):
        del alarm[name]
    alarm["Threshold"] = 5

    def metric(name: str, statistic: str) -> dict[str, Any]:
        described = {"Namespace": "AWS/ApiGateway", "MetricName": name, "Dimensions": dimensions}
        return {"Metric": described, "Period": period, "Stat": statistic}

    alarm["Metrics"] = [
        {"Id": "rate", "Expression": "IF(requests >= 20, 100 * errors / requests, 0)", "ReturnData": True},
        {"Id": "errors", "MetricStat": metric("5XXError", "Sum"), "ReturnData": False},
        {"Id": "requests", "MetricStat": metric("Count", "SampleCount"), "ReturnData": False},
    ]


@harmless("alarm-action-imported", *ALL)
def alarm_action_imported(draft: Draft) -> None:
    draft.properties("ServerErrors")["AlarmActions"] = [{"Fn::ImportValue": "platform-alarm-topic"}]


@harmless("alarm-on-any-error", *ALL)
def alarm_on_any_error(draft: Draft) -> None:
    draft.properties("ServerErrors").update(
        Statistic="Average", Threshold=0, ComparisonOperator="GreaterThanThreshold", TreatMissingData="ignore"
    )


@harmless("endpoint-disabled-behind-a-domain", "handwritten", "sam")
def endpoint_disabled_behind_a_domain(draft: Draft) -> None:
    draft.properties("api")["DisableExecuteApiEndpoint"] = True


@harmless("domain-in-tls-1-3", "handwritten")
def domain_in_tls_1_3(draft: Draft) -> None:
    draft.properties("domain")["SecurityPolicy"] = "SecurityPolicy_TLS13_1_3_2025_09"


@harmless("private-with-policy", "openapi", "cdk")
def private_with_policy(draft: Draft) -> None:
    draft.properties("api")["EndpointConfiguration"] = {"Types": ["PRIVATE"]}
    everything = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    outside = {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}
    statements = [{"Effect": "Allow", **everything}, {"Effect": "Deny", **everything, "Condition": outside}]
    draft.properties("api")["Policy"] = {"Version": "2012-10-17", "Statement": statements}


@harmless("policy-by-address", *PLAIN)
def policy_by_address(draft: Draft) -> None:
    everything = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    outside = {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
    statements = [{"Effect": "Allow", **everything}, {"Effect": "Deny", **everything, "Condition": outside}]
    draft.properties("api")["Policy"] = {"Version": "2012-10-17", "Statement": statements}


@harmless("any-method-below-a-greedy-path", "handwritten")
def any_method_below_a_greedy_path(draft: Draft) -> None:
    draft.properties("item")["PathPart"] = "{proxy+}"
    get = draft.method(GET)
    get["HttpMethod"] = "ANY"
    get["RequestParameters"] = {"method.request.path.proxy": True}
    headers = draft.method(ITEM_PREFLIGHT)["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
    headers["method.response.header.Access-Control-Allow-Methods"] = "'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS'"
    draft.drop(draft.id(DELETE))


@harmless("logging-only-in-production", *PLAIN)
def logging_only_in_production(draft: Draft) -> None:
    draft.template.setdefault("Parameters", {})["Tier"] = {"Type": "String"}
    draft.template["Conditions"] = {"InProduction": {"Fn::Equals": [ref("Tier"), "production"]}}
    draft.settings["ThrottlingRateLimit"] = {"Fn::If": ["InProduction", 100, 10]}
    draft.properties("handler")["MemorySize"] = {"Fn::If": ["InProduction", 1024, 512]}


@harmless("canary-on-the-alias", *RESOURCES)
def canary_on_the_alias(draft: Draft) -> None:
    weights = {"AdditionalVersionWeights": [{"FunctionVersion": "7", "FunctionWeight": 0.1}]}
    draft.properties("alias")["RoutingConfig"] = weights


@harmless("function-of-another-stack", "handwritten")
def listing_through_another_function(draft: Draft) -> None:
    uri = URI % "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:catalogue:live"
    draft.method(LIST)["Integration"]["Uri"] = sub(uri)


@harmless("nested-stack-beside", *ALL)
def nested_stack_beside(draft: Draft) -> None:
    properties = {"TemplateURL": "https://example.com/network.yaml", "Parameters": {"Api": ref(draft.id("api"))}}
    draft.add("Network", "AWS::CloudFormation::Stack", properties)
    draft.add("Probe", "Custom::Probe", {"ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:probe"})
