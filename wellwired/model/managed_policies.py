"""What the AWS managed policies that functions and API Gateway use grant, as far as wiring hangs on it.

Service-wide grants are kept as `service:*` where the policy lists them so, or nearly so: a rule that looks for what
a role lacks may then stay silent too often, never speak too often.
Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from collections.abc import Mapping
from typing import Final

from wellwired.facts import LOGGING_ROLE_ACTIONS
from wellwired.model.node import Json

_WRITE_LOGS: Final = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
_QUERY_LOGS: Final = (
    "logs:StartQuery",
    "logs:StopQuery",
    "logs:TestMetricFilter",
    "logs:StartLiveTail",
    "logs:StopLiveTail",
)
_READ: Final = ("*:Get*", "*:List*", "*:Describe*", "*:BatchGet*", "logs:FilterLogEvents", *_QUERY_LOGS)
_INTERFACES: Final = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
_READ_QUEUE: Final = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_READ_TABLE_STREAM: Final = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
)
_READ_STREAM: Final = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
    "kinesis:SubscribeToShard",
)
_TRACE: Final = (
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
)

# Policy name (without its path) to the actions that it allows, on everything.
_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "AdministratorAccess": ("*",),
    "ReadOnlyAccess": _READ,
    "ViewOnlyAccess": _READ,
    "AWSLambdaBasicExecutionRole": _WRITE_LOGS,
    "AWSLambdaVPCAccessExecutionRole": _WRITE_LOGS + _INTERFACES,
    "AWSLambdaENIManagementAccess": _INTERFACES,
    "AWSLambdaSQSQueueExecutionRole": _WRITE_LOGS + _READ_QUEUE,
    "AWSLambdaDynamoDBExecutionRole": _WRITE_LOGS + _READ_TABLE_STREAM,
    "AWSLambdaKinesisExecutionRole": _WRITE_LOGS + _READ_STREAM,
    "AWSLambdaInvocation-DynamoDB": ("lambda:InvokeFunction", *_READ_TABLE_STREAM),
    "AWSLambdaRole": ("lambda:InvokeFunction",),
    "AWSLambdaExecute": ("logs:*", "s3:GetObject", "s3:PutObject"),
    "AWSLambda_FullAccess": ("lambda:*",),
    "AWSLambdaFullAccess": ("lambda:*", "logs:*", "dynamodb:*", "s3:*", "sns:*", "sqs:*", "xray:PutTraceSegments"),
    "AWSLambda_ReadOnlyAccess": ("lambda:Get*", "lambda:List*"),
    "AmazonAPIGatewayPushToCloudWatchLogs": LOGGING_ROLE_ACTIONS,
    "AmazonAPIGatewayInvokeFullAccess": ("execute-api:Invoke", "execute-api:ManageConnections"),
    "AmazonAPIGatewayAdministrator": ("apigateway:*",),
    "CloudWatchLogsFullAccess": ("logs:*",),
    "CloudWatchLogsReadOnlyAccess": ("logs:Describe*", "logs:Get*", "logs:List*", "logs:FilterLogEvents", *_QUERY_LOGS),
    "CloudWatchFullAccess": ("logs:*", "cloudwatch:*", "sns:*"),
    "CloudWatchFullAccessV2": ("logs:*", "cloudwatch:*", "sns:*", "xray:*"),
    "AWSXRayDaemonWriteAccess": _TRACE,
    "AWSXrayWriteOnlyAccess": _TRACE,
    "AWSXrayFullAccess": ("xray:*",),
    "AmazonDynamoDBFullAccess": ("dynamodb:*", "dax:*"),
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:BatchGet*", "dynamodb:Describe*", "dynamodb:Get*", "dynamodb:Query"),
    "AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*", "s3:Describe*"),
    "AmazonSQSFullAccess": ("sqs:*",),
    "AmazonSNSFullAccess": ("sns:*",),
    "AmazonSESFullAccess": ("ses:*",),
    "AmazonKinesisFullAccess": ("kinesis:*",),
    "AWSStepFunctionsFullAccess": ("states:*", "iam:PassRole"),
    "AmazonEventBridgeFullAccess": ("events:*", "schemas:*", "scheduler:*", "pipes:*"),
    "AmazonSSMReadOnlyAccess": ("ssm:Describe*", "ssm:Get*", "ssm:List*"),
    "AmazonCognitoPowerUser": ("cognito-identity:*", "cognito-idp:*", "cognito-sync:*"),
    "AmazonRekognitionFullAccess": ("rekognition:*",),
    "AmazonBedrockFullAccess": ("bedrock:*",),
}
# The paths that those have which stand under one; the others have none.
_PATHS: Final[Mapping[str, str]] = {
    "ViewOnlyAccess": "job-function/",
    "AWSLambdaBasicExecutionRole": "service-role/",
    "AWSLambdaVPCAccessExecutionRole": "service-role/",
    "AWSLambdaENIManagementAccess": "service-role/",
    "AWSLambdaSQSQueueExecutionRole": "service-role/",
    "AWSLambdaDynamoDBExecutionRole": "service-role/",
    "AWSLambdaKinesisExecutionRole": "service-role/",
    "AWSLambdaRole": "service-role/",
    "AmazonAPIGatewayPushToCloudWatchLogs": "service-role/",
}


def find_managed_policy(arn: str) -> Json | None:
    """The policy document behind an AWS managed policy's ARN, or None where what it grants is not at hand."""
    owner, found, path = arn.partition(":policy/")
    if not found or not owner.endswith(":iam::aws"):
        return None
    name = path.rpartition("/")[2]
    if name == "PowerUserAccess":
        return _document({"NotAction": ["iam:*", "organizations:*", "account:*"]})
    actions = _ALLOWED.get(name)
    return _document({"Action": list(actions)}) if actions else None


def find_right_arn(arn: str) -> str | None:
    """What the ARN of an AWS managed policy must be; None where it is right, or the policy is none of those known."""
    owner, found, path = arn.partition(":policy/")
    name = path.rpartition("/")[2]
    right = f"{owner}{found}{_PATHS.get(name, '')}{name}"
    return right if owner.endswith(":iam::aws") and name in _ALLOWED and arn != right else None


def _document(what: Mapping[str, Json]) -> Json:
    return {"Statement": [{"Effect": "Allow", "Resource": "*", **what}]}
