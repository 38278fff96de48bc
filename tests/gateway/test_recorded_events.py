"""Events as they were recorded on AWS behind an EDGE endpoint."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import MakeClient
from wellwired.gateway.edge import VIEWER_HEADERS

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "recorded_events.json").read_text(encoding="utf-8"))
INTEGRATION = """
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations"""
TEMPLATE = f"""
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: recorded}}}}
  Greedy:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{{proxy+}}"}}
  Literal:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: hardcoded}}
  Any:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Greedy
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration:{INTEGRATION}
  AnyLiteral:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Literal
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration:{INTEGRATION}
  Handler:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.12, Handler: index.handler, Role: r, Code: {{ZipFile: x}}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {{FunctionName: !Ref Handler, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com}}
  Deployment: {{Type: AWS::ApiGateway::Deployment, DependsOn: [Any, AnyLiteral], Properties: {{RestApiId: !Ref Api}}}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {{RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: stage}}
"""
CONTEXT = (
    *(
        "accountId",
        "apiId",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "extendedRequestId",
        "httpMethod",
        "identity",
    ),
    *("path", "protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath", "stage"),
)
IDENTITY = (
    *("accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType"),
    *("cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent", "userArn"),
)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_function_gets_the_recorded_event(row: dict[str, Any], serve: MakeClient) -> None:
    client = serve(TEMPLATE, Handler=lambda _: {"statusCode": 200})
    headers = {"tEsT-HEADeR": "aValUE", "authorization": "random-value", "Connection": "keep-alive"}
    body = (row["body"] or "").encode()

    answer = client(row["method"], row["path"], headers=headers, body=body, query=row["query"])

    assert answer.status == 200, client.log
    event = client.functions.events[0]
    assert event["path"] == row["event_path"]
    assert event["resource"] == event["requestContext"]["resourcePath"] == row["resource"]
    assert event["requestContext"]["path"] == row["context_path"]
    assert event["pathParameters"] == row["path_parameters"]
    assert event["multiValueQueryStringParameters"] == row["multi_query"]
    last = {name: values[-1] for name, values in row["multi_query"].items()} if row["multi_query"] else None
    assert event["queryStringParameters"] == last
    assert (event["body"], event["isBase64Encoded"], event["stageVariables"]) == (row["body"], False, None)
    assert set(event["requestContext"]) == set(CONTEXT)
    assert set(event["requestContext"]["identity"]) == set(IDENTITY)
    ours = {"Host", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "Via", "X-Amz-Cf-Id"}
    sent = {"Accept", "User-Agent", "tEsT-HEADeR", "Authorization"}
    assert set(event["headers"]) == set(event["multiValueHeaders"]) == sent | ours | set(VIEWER_HEADERS)
