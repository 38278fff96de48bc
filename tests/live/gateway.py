"""A small API with its function in moto's account, made by API calls."""

import json
from dataclasses import dataclass
from typing import Any

import boto3

REGION = "eu-west-1"
ACCOUNT = "123456789012"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def uri(function: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


@dataclass(frozen=True)
class Made:
    """Ids of what was made."""

    session: boto3.Session
    api: str
    role: str

    def client(self, service: str) -> Any:
        make: Any = self.session.client
        return make(service)


def make_role(session: boto3.Session, name: str, service: str) -> str:
    made: str = session.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))["Role"]["Arn"]
    return made


def make_api(session: boto3.Session, *, name: str = "orders", routes: int = 1, function: str = "orders") -> str:
    """An API of GET routes to a function, deployed to the stage prod; its id."""
    gateway = session.client("apigateway")
    api = gateway.create_rest_api(name=name)["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for number in range(routes):
        resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=f"r{number}")["id"]
        where: Any = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
        gateway.put_method(**where, authorizationType="NONE")
        gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri(function))
    gateway.create_deployment(restApiId=api, stageName="prod")
    return str(api)


def make_function(session: boto3.Session, name: str, role: str) -> None:
    session.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": b"nothing"},
        Environment={"Variables": {"PASSWORD": "hunter2"}},
    )


def make_all(session: boto3.Session) -> Made:
    """An API, its function and its role."""
    role = make_role(session, "orders-role", "lambda.amazonaws.com")
    make_function(session, "orders", role)
    return Made(session, make_api(session), role)
