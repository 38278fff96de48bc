"""What is read from the model, and what is said aloud where the template leaves something open."""

from tests.gateway.functions.running import make_function
from wellwired.gateway.functions.spec import Spec, read_spec
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function
from wellwired.readers import read_text

TEMPLATE = """
Parameters:
  Seconds: {Type: Number}
  Secret: {Type: String}
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: r
      Runtime: python3.13
      Handler: index.handler
      Timeout: !Ref Seconds
      LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: WARN, LogGroup: /shop/orders}
      Environment:
        Variables:
          PLAIN: text
          REGION: !Ref AWS::Region
          SECRET: !Ref Secret
          STORED: "{{resolve:secretsmanager:db:SecretString:password}}"
          TABLE: !Ref Table
          TABLE_ARN: !GetAtt Table.Arn
          API: !Sub "https://${Api}.execute-api.${AWS::Region}.amazonaws.com"
      Code: {ZipFile: "TABLE = '${Table}'"}
  Table: {Type: AWS::DynamoDB::Table, Properties: {}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
"""


def spec_of(text: str, deployed: dict[str, str] | None = None) -> Spec:
    wiring = read_text(text)
    (function,) = wiring.all(Function)
    return read_spec(function, Identities(wiring, deployed or {}))


def test_what_the_template_leaves_open_is_left_out_and_said_by_name() -> None:
    spec = spec_of(TEMPLATE)
    assert set(spec.variables) == {"PLAIN", "REGION", "TABLE", "TABLE_ARN", "API"}
    assert spec.variables["REGION"] == "us-east-1"
    assert spec.timeout == 3
    said = "\n".join(spec.notices)
    for start in (
        "Timeout of Function Orders is not known (",
        "variable SECRET of Function Orders is left out: ",
        "variable STORED of Function Orders is left out: ",
        "variable TABLE of Function Orders names Table, which stands nowhere",
        "variable TABLE_ARN of Function Orders names Table, which stands nowhere",
    ):
        assert start in said
    assert len(spec.notices) == 5


def test_a_notice_never_shows_what_a_variable_holds() -> None:
    spec = spec_of(TEMPLATE)
    for value in spec.variables.values():
        assert value not in "\n".join(spec.notices)


def test_what_is_deployed_is_called_by_its_real_name() -> None:
    address = next(node.address for node in read_text(TEMPLATE).nodes if node.name == "Table")
    spec = spec_of(TEMPLATE, {address: "shop-Table-1A2B"})
    assert spec.variables["TABLE"] == "shop-Table-1A2B"
    assert spec.variables["TABLE_ARN"].endswith(":table/shop-Table-1A2B")
    assert not [notice for notice in spec.notices if "stands nowhere" in notice]


def test_the_logging_configuration_reaches_the_runtime() -> None:
    spec = spec_of(TEMPLATE)
    assert spec.log_group == "/shop/orders"
    assert spec.log_settings == {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "WARN"}


def test_what_lambda_assumes_is_assumed() -> None:
    function = make_function("")
    spec = read_spec(function, Identities(read_text(TEMPLATE)))
    assert (spec.timeout, spec.memory, spec.reserved, spec.notices) == (3, 128, None, ())
    assert spec.log_group == f"/aws/lambda/{spec.name}"
