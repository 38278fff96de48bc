"""From a template file on disk to an answer: plain CloudFormation, SAM, and what `cdk synth` leaves."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.gateway.functions.running import PYTHON, invoke, value_of
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function
from wellwired.readers import read_inputs

PLAIN = f"""
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {{Role: r, Runtime: {PYTHON}, Handler: app.handler, Code: src, Layers: [!Ref Layer]}}
  Layer: {{Type: AWS::Lambda::LayerVersion, Properties: {{Content: layer.zip}}}}
"""
SERVERLESS = f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: {PYTHON}, Handler: app.handler, CodeUri: src/, Layers: [!Ref Layer]}}
  Layer: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: layer.zip}}}}
"""
ASSETS = f"""
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Metadata: {{"aws:asset:path": src}}
    Properties:
      Role: r
      Runtime: {PYTHON}
      Handler: app.handler
      Code: {{S3Bucket: b, S3Key: code.zip}}
      Layers: [!Ref Layer]
  Layer:
    Type: AWS::Lambda::LayerVersion
    Metadata: {{"aws:asset:path": asset.1234.zip}}
    Properties: {{Content: {{S3Bucket: b, S3Key: layer.zip}}}}
"""


@pytest.mark.parametrize("text", [PLAIN, SERVERLESS, ASSETS], ids=["plain", "serverless", "assets"])
def test_a_function_runs_from_its_template(text: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("import shared\ndef handler(event, context): return shared.name")
    for name in ("layer.zip", "asset.1234.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("python/shared.py", "name = 'from the layer'")
    (tmp_path / "template.yaml").write_text(text)
    (wiring,) = read_inputs([str(tmp_path / "template.yaml")]).wirings
    (function,) = wiring.all(Function)
    with LocalFunctions(Identities(wiring)) as host:
        assert value_of(invoke(host, function)) == "from the layer"
        assert host.notices_of(function) == ()


def test_a_function_of_an_assembly_runs_from_its_asset(tmp_path: Path) -> None:
    (tmp_path / "asset.abcd").mkdir()
    (tmp_path / "asset.abcd" / "app.py").write_text("def handler(event, context): return 'from the asset'")
    properties = {"Role": "r", "Runtime": PYTHON, "Handler": "app.handler", "Code": {"S3Bucket": "b", "S3Key": "k"}}
    function = {
        "Type": "AWS::Lambda::Function",
        "Metadata": {"aws:asset:path": "asset.abcd", "aws:asset:property": "Code"},
        "Properties": properties,
    }
    (tmp_path / "shop.template.json").write_text(json.dumps({"Resources": {"Fn": function}}))
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "shop.template.json"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": {"shop": stack}}))
    (wiring,) = read_inputs([str(tmp_path)]).wirings
    (read,) = wiring.all(Function)
    with LocalFunctions(Identities(wiring)) as host:
        assert value_of(invoke(host, read)) == "from the asset"
