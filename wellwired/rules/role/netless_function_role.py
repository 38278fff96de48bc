"""The role of a function in a VPC may not make network interfaces.

## What it sees
A function with subnets in `VpcConfig`, and a role among the resources that lacks `ec2:CreateNetworkInterface`,
`ec2:DescribeNetworkInterfaces` or `ec2:DeleteNetworkInterface`.

## What it causes
The deployment fails: `The provided execution role does not have permissions to call CreateNetworkInterface on EC2`.

## How to fix it
CDK: `vpc=` of the CDK's `Function` adds the rights.
CloudFormation: `arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole` in `ManagedPolicyArns`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt HandlerRole.Arn
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d], SecurityGroupIds: [sg-0a1b2c3d]}
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt HandlerRole.Arn
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d], SecurityGroupIds: [sg-0a1b2c3d]}
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.execution_roles import functions_with, missing_network_actions
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def netless_function_role(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that cannot put its functions into their VPC."""
    for function in functions_with(wiring, role):
        missing = missing_network_actions(wiring, role, function)
        if missing:
            yield Finding.on(
                role,
                "Policies",
                f"{role.label} may not {join_labels(missing)}, which {function.label} needs for its VPC",
                fix="attach service-role/AWSLambdaVPCAccessExecutionRole",
                to=function,
            )
            return
